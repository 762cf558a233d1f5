//! Dictionary forms: two decision lists over a word's tag and ending, learned from the treebanks.
//!
//! The first says how to edit the ending of the word in small letters ("parties" → -ies +y), the second how the lemma is
//! cased ("Spanish" stays, "Spending" doesn't). The longest ending known for the tag decides; a whole word is its own
//! longest ending, so irregular forms need no list of their own in the program.

use super::{Sentence, Upos};
use compact_str::CompactString;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Longest ending, in characters, that is looked up short of the whole word.
pub const LONGEST: usize = 6;

/// First bytes of a model file; the last is the version.
const MAGIC: &[u8; 8] = b"chylemm\x01";

/// How an ending is edited: characters cut off, and what comes instead.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// Number of characters cut.
    pub cut: u8,
    /// What comes in their place.
    pub add: CompactString,
}

/// How a lemma is cased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Casing {
    /// In small letters.
    #[default]
    Lower,
    /// As the word is written.
    Kept,
    /// A capital and small letters.
    Title,
    /// In capitals.
    Upper,
}

impl Casing {
    /// All of them; the position of each is its number in files.
    pub const ALL: [Self; 4] = [Self::Lower, Self::Kept, Self::Title, Self::Upper];
}

/// A trained lemmatiser.
#[derive(Clone, Debug, Default)]
pub struct Lemmatizer {
    edits: Vec<Edit>,
    endings: FxHashMap<u64, u16>,
    casings: FxHashMap<u64, u16>,
}

static LEMMATIZER: LazyLock<Lemmatizer> = LazyLock::new(|| {
    Lemmatizer::parse(include_bytes!("../../ontology/models/lemmas.bin")).unwrap_or_default()
});

/// Fills in the lemmas of words that have their tags.
pub fn lemmatize(sentence: &mut Sentence) {
    let lemmatizer = Lemmatizer::embedded();
    for token in &mut sentence.tokens {
        token.lemma = lemmatizer.lemma(&token.form, token.upos, &token.xpos);
    }
}

/// A word in small letters and how it was written.
#[derive(Clone, Debug)]
pub struct Folded {
    /// In small letters, apostrophes made straight.
    pub lower: CompactString,
    /// 0 in small letters, 1 a capital first, 2 a few capitals only, 3 mixed, 4 many
    /// capitals only.
    pub case: u8,
}

/// Folds a word.
pub fn fold(form: &str) -> Folded {
    let mut lower = CompactString::default();
    let (mut uppers, mut lowers, mut first) = (0, 0, false);
    for (i, c) in form.chars().enumerate() {
        if c.is_uppercase() {
            uppers += 1;
            first |= i == 0;
        } else if c.is_lowercase() {
            lowers += 1;
        }
        match c {
            '’' | '‘' | '`' | '´' => lower.push('\''),
            _ if c.is_ascii() => lower.push(c.to_ascii_lowercase()),
            _ => lower.extend(c.to_lowercase()),
        }
    }
    let case = match (uppers, lowers) {
        (0, _) => 0,
        (1, _) if first => 1,
        (6.., 0) => 4, // shouted, where the shorter are abbreviations
        (_, 0) => 2,
        _ => 3,
    };
    Folded { lower, case }
}

/// The keys under which a word's endings are known, the whole word first, then from the longest to none.
///
/// `context` is what else the decision hangs on: [`context`].
pub fn keys(lower: &str, context: u64) -> impl Iterator<Item = u64> + '_ {
    let whole = std::iter::once(mix(hash(lower), context));
    let mut starts = [lower.len(); LONGEST + 1];
    let mut count = 1;
    for (at, _) in lower.char_indices().rev().take(LONGEST) {
        starts[count] = at;
        count += 1;
    }
    let endings = (0..count).rev().map(move |k| {
        let ending = lower.get(starts[k]..).unwrap_or_default();
        mix(hash(ending), context ^ 0x5bd1_e995)
    });
    whole.chain(endings)
}

/// What a decision hangs on besides the ending; an empty `xpos` stands for any.
pub fn context(upos: Upos, xpos: &str, case: u8) -> u64 {
    mix(mix(upos as u64 + 1, hash(xpos)), u64::from(case))
}

/// No case: edits don't depend on it.
pub const ANY_CASE: u8 = 9;

fn mix(a: u64, b: u64) -> u64 {
    (a.rotate_left(5) ^ b).wrapping_mul(0x517c_c1b7_2722_0a95)
}

fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Lemmatizer {
    /// The lemmatiser that the program carries.
    pub fn embedded() -> &'static Self {
        &LEMMATIZER
    }

    /// One of these decisions, keyed as [`keys`] has it; the numbers are positions in `edits` and [`Casing::ALL`].
    pub fn new(
        edits: Vec<Edit>,
        endings: impl IntoIterator<Item = (u64, u16)>,
        casings: impl IntoIterator<Item = (u64, u16)>,
    ) -> Self {
        Self {
            edits,
            endings: endings.into_iter().collect(),
            casings: casings.into_iter().collect(),
        }
    }

    /// The lemma of a word with these tags; `xpos` may be empty.
    pub fn lemma(&self, form: &str, upos: Upos, xpos: &str) -> CompactString {
        let Folded { lower, case } = fold(form);
        let find = |table: &FxHashMap<u64, u16>, case: u8| {
            keys(&lower, context(upos, xpos, case))
                .enumerate()
                .chain(keys(&lower, context(upos, "", case)).enumerate())
                .find_map(|(k, key)| table.get(&key).map(|&v| (v as usize, k == 0)))
        };
        let edit = find(&self.endings, ANY_CASE)
            .and_then(|(e, whole)| self.edits.get(e).map(|edit| (edit, whole)));
        let casing = find(&self.casings, case).and_then(|(c, _)| Casing::ALL.get(c));
        let nothing = (&Edit::default(), true);
        let (edit, whole) = edit.unwrap_or(nothing);
        recase(
            form,
            &lower,
            edit,
            casing.copied().unwrap_or_default(),
            whole,
        )
    }

    /// A lemmatiser from its file; none if it is no such file.
    pub fn parse(data: &[u8]) -> Option<Self> {
        let mut rest = data.strip_prefix(MAGIC)?;
        let count = number(&mut rest)?;
        let mut edits = Vec::new();
        for _ in 0..count {
            let (&[cut, len], tail) = rest.split_first_chunk::<2>()?;
            let (add, tail) = tail.split_at_checked(len.into())?;
            let add = std::str::from_utf8(add).ok()?.into();
            edits.push(Edit { cut, add });
            rest = tail;
        }
        let endings = table(&mut rest)?;
        let casings = table(&mut rest)?;
        Some(Self {
            edits,
            endings,
            casings,
        })
    }

    /// The lemmatiser's file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend((self.edits.len() as u32).to_le_bytes());
        for edit in &self.edits {
            out.push(edit.cut);
            out.push(edit.add.len() as u8);
            out.extend(edit.add.as_bytes());
        }
        for decisions in [&self.endings, &self.casings] {
            let mut sorted: Vec<(u64, u16)> = decisions.iter().map(|(&k, &v)| (k, v)).collect();
            sorted.sort_unstable();
            out.extend((sorted.len() as u32).to_le_bytes());
            for (key, value) in sorted {
                out.extend(key.to_le_bytes());
                out.extend(value.to_le_bytes());
            }
        }
        out
    }
}

fn number(rest: &mut &[u8]) -> Option<usize> {
    let (bytes, tail) = rest.split_first_chunk::<4>()?;
    *rest = tail;
    Some(u32::from_le_bytes(*bytes) as usize)
}

fn table(rest: &mut &[u8]) -> Option<FxHashMap<u64, u16>> {
    let count = number(rest)?;
    let (entries, tail) = rest.split_at_checked(count.checked_mul(10)?)?;
    *rest = tail;
    let entry = |e: &[u8]| {
        let (key, value) = e.split_first_chunk::<8>()?;
        let (value, _) = value.split_first_chunk::<2>()?;
        Some((u64::from_le_bytes(*key), u16::from_le_bytes(*value)))
    };
    entries.chunks_exact(10).map(entry).collect()
}

/// The lemma that an edit and a casing make of a word; `lower` is the word folded, `whole` whether the edit is for just
/// this word.
pub fn recase(form: &str, lower: &str, edit: &Edit, casing: Casing, whole: bool) -> CompactString {
    // An ending learned from longer words must leave something of a short one.
    let nothing = Edit::default();
    let letters = lower.chars().count();
    let edit = if !whole && usize::from(edit.cut) + 2 > letters {
        &nothing
    } else {
        edit
    };
    let apply = |word: &str| {
        let mut kept = word.len();
        for (at, _) in word.char_indices().rev().take(edit.cut.into()) {
            kept = at;
        }
        let mut out = CompactString::from(word.get(..kept).unwrap_or_default());
        out.push_str(&edit.add);
        out
    };
    let lemma = match casing {
        Casing::Lower => apply(lower),
        Casing::Kept => apply(form),
        Casing::Title => {
            let edited = apply(lower);
            let mut letters = edited.chars();
            let mut out = CompactString::default();
            if let Some(first) = letters.next() {
                out.extend(first.to_uppercase());
            }
            out.push_str(letters.as_str());
            out
        }
        Casing::Upper => apply(lower).to_uppercase(),
    };
    if lemma.is_empty() { form.into() } else { lemma }
}

#[cfg(test)]
mod tests {
    use super::{Lemmatizer, fold};
    use crate::language::Upos;
    use proptest::prelude::*;

    #[test]
    fn lemmas_follow_the_tag() {
        let cases = [
            ("ministers", Upos::Noun, "NNS", "minister"),
            ("Ministers", Upos::Noun, "NNS", "minister"),
            ("countries", Upos::Noun, "NNS", "country"),
            ("spokeswomen", Upos::Noun, "NNS", "spokeswoman"),
            ("met", Upos::Verb, "VBD", "meet"),
            ("withdrew", Upos::Verb, "VBD", "withdraw"),
            ("escalating", Upos::Verb, "VBG", "escalate"),
            ("banned", Upos::Verb, "VBN", "ban"),
            ("was", Upos::Aux, "VBD", "be"),
            ("n't", Upos::Part, "RB", "not"),
            ("n’t", Upos::Part, "RB", "not"),
            ("Nairobi", Upos::Propn, "NNP", "Nairobi"),
            ("larger", Upos::Adj, "JJR", "large"),
            ("Spanish", Upos::Adj, "JJ", "Spanish"),
            ("The", Upos::Det, "DT", "the"),
            ("NATO", Upos::Propn, "NNP", "NATO"),
        ];
        for (form, upos, xpos, lemma) in cases {
            assert_eq!(
                Lemmatizer::embedded().lemma(form, upos, xpos),
                lemma,
                "{form}"
            );
        }
    }

    #[test]
    fn the_file_holds_all() {
        let bytes = Lemmatizer::embedded().to_bytes();
        let again = Lemmatizer::parse(&bytes).expect("its own file");
        assert_eq!(again.to_bytes(), bytes);
        assert!(Lemmatizer::parse(&bytes[..bytes.len() - 1]).is_none());
    }

    #[test]
    fn apostrophes_fold_to_one() {
        assert_eq!(fold("Can’t").lower, "can't");
    }

    proptest! {
        #[test]
        fn no_word_makes_it_panic(form in "\\PC{1,12}", xpos in "[A-Z]{0,3}") {
            let lemma = Lemmatizer::embedded().lemma(&form, Upos::Verb, &xpos);
            prop_assert!(!lemma.is_empty());
        }
    }
}
