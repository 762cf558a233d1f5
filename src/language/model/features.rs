//! What the network sees of a word: ids of its form, affixes, character n-grams, shape and word pieces.
//!
//! Every feature is a string that training saw often enough to keep, known here by a hash only. Features that training
//! didn't see contribute nothing; the word pieces cover any word that can be spelled.

use rustc_hash::FxHashMap;

/// The most word pieces that one word is cut into; longer words are cut no further.
const MOST_PIECES: usize = 12;
/// Letters of a word that affixes, n-grams and pieces look at.
const MOST_LETTERS: usize = 40;

/// The features of one word form, as rows of the model's tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordFeatures {
    /// Row of the word table; 0 is any word that isn't in it.
    pub word: u32,
    /// Rows of the affix table: prefixes and suffixes.
    pub affixes: Vec<u32>,
    /// Rows of the n-gram table.
    pub grams: Vec<u32>,
    /// Rows of the shape table: letter case, digits, and frequent forms as they are written.
    pub shapes: Vec<u32>,
    /// Rows of the word-piece table.
    pub pieces: Vec<u32>,
}

/// The string features that the model knows, each with its row. Rows of one table are numbered from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexicon {
    /// Known lower-cased words; row 0 belongs to unknown words.
    pub words: FxHashMap<u32, u32>,
    /// Known prefixes and suffixes.
    pub affixes: FxHashMap<u32, u32>,
    /// Known character n-grams.
    pub grams: FxHashMap<u32, u32>,
    /// Known shapes and cased forms.
    pub shapes: FxHashMap<u32, u32>,
    /// Word pieces in the manner of BERT: continuing pieces begin with `##`.
    pub pieces: FxHashMap<u32, u32>,
}

/// The names of a word's features before any vocabulary is applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeatureNames {
    /// The form in lower case; a fallback with its digits made equal comes second where it has digits.
    pub words: Vec<u32>,
    /// Prefixes and suffixes.
    pub affixes: Vec<u32>,
    /// Character n-grams.
    pub grams: Vec<u32>,
    /// Shape and cased form.
    pub shapes: Vec<u32>,
}

/// A 32-bit hash of a feature's name (FNV-1a), the same on every machine.
pub fn hash(kind: u8, text: impl IntoIterator<Item = char>) -> u32 {
    let mut state = 0x811c_9dc5_u32;
    let mut eat = |byte: u8| state = (state ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    eat(kind);
    for c in text {
        let mut buffer = [0; 4];
        c.encode_utf8(&mut buffer).bytes().for_each(&mut eat);
    }
    // FNV mixes its last bytes poorly into the high bits.
    state ^= state >> 16;
    state = state.wrapping_mul(0x85eb_ca6b);
    state ^ (state >> 13)
}

/// The names of the features of `form`.
pub fn feature_names(form: &str) -> FeatureNames {
    let letters: Vec<char> = normal_letters(form);
    let plain: Vec<char> = letters
        .iter()
        .map(|&c| if c.is_numeric() { '0' } else { c })
        .collect();
    let mut names = FeatureNames::default();
    names.words.push(hash(b'w', letters.iter().copied()));
    if plain != letters {
        names.words.push(hash(b'w', plain.iter().copied()));
    }
    let n = plain.len();
    for k in 1..=3.min(n) {
        names
            .affixes
            .push(hash(b'p', plain.iter().take(k).copied()));
    }
    for k in 1..=4.min(n) {
        names
            .affixes
            .push(hash(b's', plain.iter().skip(n - k).copied()));
    }
    let bounded: Vec<char> = std::iter::once('<')
        .chain(plain.iter().copied())
        .chain(std::iter::once('>'))
        .collect();
    for k in 3..=5 {
        for window in bounded.windows(k) {
            names.grams.push(hash(b'g', window.iter().copied()));
        }
    }
    names.grams.sort_unstable();
    names.grams.dedup();
    names.shapes.push(hash(b'x', shape(form)));
    if form.chars().any(char::is_uppercase) {
        names
            .shapes
            .push(hash(b'c', form.chars().take(MOST_LETTERS)));
    }
    names
}

/// The form in lower case, typographic quotes and dashes made plain, at most [`MOST_LETTERS`] letters of it.
fn normal_letters(form: &str) -> Vec<char> {
    match form {
        // Penn Treebank quotes and brackets, which tokenised text carries.
        "``" | "''" | "“" | "”" | "„" | "«" | "»" => return vec!['"'],
        "-LRB-" => return vec!['('],
        "-RRB-" => return vec![')'],
        _ => {}
    }
    form.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '’' | '‘' | '`' | '´' => '\'',
            '–' | '—' | '‑' | '−' => '-',
            '“' | '”' => '"',
            _ => c,
        })
        .take(MOST_LETTERS)
        .collect()
}

/// The form's outline: runs of capitals, small letters, digits and other signs, each run written once or twice.
fn shape(form: &str) -> Vec<char> {
    let mut out: Vec<char> = Vec::new();
    for c in form.chars().take(MOST_LETTERS) {
        let class = if c.is_uppercase() {
            'X'
        } else if c.is_alphabetic() {
            'x'
        } else if c.is_numeric() {
            'd'
        } else {
            match c {
                '’' | '‘' => '\'',
                '–' | '—' => '-',
                '“' | '”' => '"',
                _ => c,
            }
        };
        let run = out.iter().rev().take_while(|&&o| o == class).count();
        if run < 2 || (class == 'd' && run < 4) {
            out.push(class);
        }
    }
    out
}

impl Lexicon {
    /// The features of `form` that the model knows.
    pub fn features(&self, form: &str) -> WordFeatures {
        let names = feature_names(form);
        let known = |table: &FxHashMap<u32, u32>, keys: &[u32]| -> Vec<u32> {
            keys.iter()
                .filter_map(|key| table.get(key).copied())
                .collect()
        };
        WordFeatures {
            word: names
                .words
                .iter()
                .find_map(|key| self.words.get(key).copied())
                .unwrap_or(0),
            affixes: known(&self.affixes, &names.affixes),
            grams: known(&self.grams, &names.grams),
            shapes: known(&self.shapes, &names.shapes),
            pieces: self.word_pieces(form),
        }
    }

    /// Longest-match-first word pieces of the form without its case and accents, as BERT's uncased models cut words.
    fn word_pieces(&self, form: &str) -> Vec<u32> {
        use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
        let text: String = normal_letters(form).into_iter().collect();
        let letters: Vec<char> = text
            .nfd()
            .filter(|&c| !is_combining_mark(c))
            .take(2 * MOST_LETTERS)
            .collect();
        let mut pieces = Vec::new();
        let mut at = 0;
        // BERT starts a new word after each punctuation mark and at each.
        let mut fresh = true;
        while at < letters.len() && pieces.len() < MOST_PIECES {
            let rest = letters.get(at..).unwrap_or_default();
            let solid = rest
                .iter()
                .take_while(|c| c.is_alphanumeric())
                .count()
                .max(1);
            let found = (1..=solid).rev().find_map(|k| {
                let prefix = if fresh { "" } else { "##" };
                let key = hash(b'#', prefix.chars().chain(rest.iter().take(k).copied()));
                self.pieces.get(&key).map(|&row| (k, row))
            });
            let (length, row) = found.map_or((1, None), |(k, row)| (k, Some(row)));
            pieces.extend(row);
            let last = letters
                .get(at + length - 1)
                .is_some_and(|c| c.is_alphanumeric());
            at += length;
            fresh = !last || letters.get(at).is_some_and(|c| !c.is_alphanumeric());
        }
        pieces
    }
}

/// The hash under which a word piece is known.
pub fn piece_hash(piece: &str) -> u32 {
    hash(b'#', piece.chars())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(pieces: &[&str]) -> Lexicon {
        Lexicon {
            pieces: pieces
                .iter()
                .enumerate()
                .map(|(i, p)| (piece_hash(p), i as u32))
                .collect(),
            ..Lexicon::default()
        }
    }

    #[test]
    fn words_are_cut_into_the_longest_known_pieces() {
        let lexicon = lexicon(&["par", "paris", "##is", "##ian", "-", "e"]);
        assert_eq!(lexicon.features("Parisian").pieces, [1, 3]);
        assert_eq!(lexicon.features("PAR").pieces, [0]);
        assert_eq!(lexicon.features("Par-É").pieces, [0, 4, 5]);
        assert_eq!(lexicon.features("").pieces, [0_u32; 0]);
    }

    #[test]
    fn quotes_of_every_style_are_one_word() {
        let quote = feature_names("\"");
        for form in ["``", "''", "“", "”"] {
            assert_eq!(feature_names(form).words, quote.words, "{form}");
        }
        assert_ne!(feature_names("'").words, quote.words);
    }

    #[test]
    fn shapes_tell_case_and_length_of_numbers_apart() {
        let shape = |form: &str| shape(form).into_iter().collect::<String>();
        assert_eq!(shape("McDonald"), "XxXxx");
        assert_eq!(shape("2019"), "dddd");
        assert_eq!(shape("NATO-led"), "XX-xx");
    }

    #[test]
    fn digits_fall_back_to_their_pattern() {
        assert_eq!(
            feature_names("1,250").words.get(1),
            feature_names("7,999").words.get(1)
        );
        assert_ne!(
            feature_names("1,250").words.first(),
            feature_names("7,999").words.first()
        );
    }
}
