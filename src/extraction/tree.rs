//! A sentence's tree made ready for reading, with the attachments mended that only a lexicon can mend.

use crate::{
    knowledge::lexicon::{Frame, Lexicon, VerbClass, WordClass},
    language::{Deprel, Sentence, Token, TokenId, Upos},
};
use compact_str::CompactString;

/// A sentence with its dependents listed per word and its lemmas folded, built once so that reading stays linear.
///
/// Any sentence will do: heads out of range, heads on oneself and cycles are cut, so that every word hangs on some root.
#[derive(Clone, Debug)]
pub struct Tree<'a> {
    sentence: &'a Sentence,
    heads: Vec<Option<TokenId>>,
    deprels: Vec<Deprel>,
    children: Vec<Vec<TokenId>>,
    lemmas: Vec<CompactString>,
    top_down: Vec<TokenId>,
}

impl<'a> Tree<'a> {
    /// The tree of a sentence.
    pub fn new(sentence: &'a Sentence) -> Self {
        let heads = sentence.tokens.iter().map(|t| t.head).collect();
        let deprels = sentence.tokens.iter().map(|t| t.deprel).collect();
        Self::build(sentence, heads, deprels)
    }

    /// The tree of a sentence, with attachments mended that parsers get wrong where the lexicon knows better.
    pub fn mended(sentence: &'a Sentence, lexicon: &Lexicon) -> Self {
        let tree = Self::new(sentence);
        let mut heads = tree.heads.clone();
        let mut deprels = tree.deprels.clone();
        let mut changed = false;
        for t in 0..tree.len() {
            changed |= tree.mend_infinitive(t, lexicon, &mut heads, &mut deprels)
                || tree.mend_content(t, lexicon, &mut deprels)
                || tree.mend_relative(t, &mut heads, &mut deprels)
                || tree.mend_subject(t, &mut deprels)
                || tree.mend_report(t, lexicon, &mut heads, &mut deprels)
                || tree.mend_particle(t, lexicon, &mut heads, &mut deprels)
                || tree.mend_recipient(t, &mut heads, &mut deprels)
                || tree.mend_of(t, lexicon, &mut heads, &mut deprels)
                || tree.mend_headline(t, lexicon, &mut heads, &mut deprels);
        }
        if changed {
            Self::build(sentence, heads, deprels)
        } else {
            tree
        }
    }

    /// "rejected calls to withdraw": an infinitive right after a noun that takes one belongs to the noun.
    fn mend_infinitive(
        &self,
        t: TokenId,
        lexicon: &Lexicon,
        heads: &mut [Option<TokenId>],
        deprels: &mut [Deprel],
    ) -> bool {
        if !matches!(self.deprel(t), Deprel::ADVCL | Deprel::XCOMP) {
            return false;
        }
        let Some(noun) = self
            .by(t, Deprel::MARK)
            .find(|&m| self.lemma(m) == "to")
            .and_then(|m| m.checked_sub(1))
        else {
            return false;
        };
        let fits = self.upos(noun) == Upos::Noun
            && self.head(noun) == self.head(t)
            && matches!(self.deprel(noun), Deprel::OBJ | Deprel::OBL)
            && lexicon
                .cue(self.lemma(noun), WordClass::Noun, Frame::To)
                .is_some();
        if fits {
            heads[t as usize] = Some(noun);
            deprels[t as usize] = Deprel::ACL;
        }
        fits
    }

    /// "…, said the minister, who …": a clause that opens with "who" after a comma tells of the noun before it.
    fn mend_relative(
        &self,
        t: TokenId,
        heads: &mut [Option<TokenId>],
        deprels: &mut [Deprel],
    ) -> bool {
        if !matches!(
            self.deprel(t),
            Deprel::CCOMP | Deprel::ADVCL | Deprel::PARATAXIS
        ) {
            return false;
        }
        let Some(governor) = self.head(t) else {
            return false;
        };
        let Some(who) = self
            .by(t, Deprel::NSUBJ)
            .find(|&s| s > governor && matches!(self.lemma(s), "who" | "which") && s < t)
        else {
            return false;
        };
        let comma = who.checked_sub(1).filter(|&c| self.token(c).form == ",");
        let Some(mut noun) = comma.and_then(|c| c.checked_sub(1)) else {
            return false;
        };
        while matches!(
            self.deprel(noun).base(),
            "flat" | "appos" | "nmod" | "compound" | "case" | "det" | "amod" | "nummod" | "punct"
        ) && let Some(above) = self.head(noun).filter(|&h| h != governor)
        {
            noun = above;
        }
        let fits = noun < who
            && noun != governor
            && matches!(self.upos(noun), Upos::Noun | Upos::Propn)
            && !self.dominates(t, noun);
        if fits {
            heads[t as usize] = Some(noun);
            deprels[t as usize] = Deprel::ACL_RELCL;
        }
        fits
    }

    /// "called off the visit": a particle read as a preposition, where the lexicon knows the verb with it.
    fn mend_particle(
        &self,
        t: TokenId,
        lexicon: &Lexicon,
        heads: &mut [Option<TokenId>],
        deprels: &mut [Deprel],
    ) -> bool {
        let (Deprel::CASE, Some(noun)) = (self.deprel(t), self.head(t)) else {
            return false;
        };
        let Some(verb) = self
            .head(noun)
            .filter(|&v| v + 1 == t && self.upos(v) == Upos::Verb)
        else {
            return false;
        };
        let fits = self.deprel(noun) == Deprel::OBL
            && self.child(verb, Deprel::OBJ).is_none()
            && lexicon.is_cue(
                &format!("{} {}", self.lemma(verb), self.lemma(t)),
                WordClass::Verb,
            );
        if fits {
            heads[t as usize] = Some(verb);
            deprels[t as usize] = Deprel::COMPOUND_PRT;
            deprels[noun as usize] = Deprel::OBJ;
        }
        fits
    }

    /// "gave Ukraine ten million euros": no part of a compound stands before its determiner or number.
    fn mend_recipient(
        &self,
        t: TokenId,
        heads: &mut [Option<TokenId>],
        deprels: &mut [Deprel],
    ) -> bool {
        let (Deprel::COMPOUND | Deprel::NMOD, Upos::Propn | Upos::Pron, Some(noun)) =
            (self.deprel(t), self.upos(t), self.head(t))
        else {
            return false;
        };
        let between = self.children(noun).iter().any(|&c| {
            c > t
                && c < noun
                && matches!(
                    self.deprel(c),
                    Deprel::DET | Deprel::NUMMOD | Deprel::NMOD_POSS
                )
        });
        let Some(verb) = self
            .head(noun)
            .filter(|&v| self.deprel(noun) == Deprel::OBJ && v < t && self.upos(v) == Upos::Verb)
        else {
            return false;
        };
        let fits = between
            && self.child(t, Deprel::CASE).is_none()
            && self.child(verb, Deprel::IOBJ).is_none();
        if fits {
            heads[t as usize] = Some(verb);
            deprels[t as usize] = Deprel::IOBJ;
        }
        fits
    }

    /// A noun before a finite verb that has no subject is one, unless a question or a relative clause fronts its object.
    fn mend_subject(&self, t: TokenId, deprels: &mut [Deprel]) -> bool {
        let Some(verb) = self
            .head(t)
            .filter(|&v| self.deprel(t) == Deprel::OBJ && t < v)
        else {
            return false;
        };
        let finite = self.is_finite(verb) || self.by(verb, Deprel::AUX).any(|a| self.is_finite(a));
        let subject = self
            .children(verb)
            .iter()
            .any(|&c| matches!(self.deprel(c).base(), "nsubj" | "csubj" | "expl"));
        let fits = finite
            && !subject
            && self.upos(verb) == Upos::Verb
            && matches!(self.upos(t), Upos::Noun | Upos::Propn)
            && !matches!(
                self.deprel(verb),
                Deprel::ACL_RELCL | Deprel::CONJ | Deprel::XCOMP
            );
        if fits {
            deprels[t as usize] = Deprel::NSUBJ;
        }
        fits
    }

    /// "told members of his party that …": what a reporting verb reports doesn't belong to a noun that can't hold it.
    fn mend_report(
        &self,
        t: TokenId,
        lexicon: &Lexicon,
        heads: &mut [Option<TokenId>],
        deprels: &mut [Deprel],
    ) -> bool {
        let opens = |m: TokenId| self.lemma(m) == "that" && self.upos(m) == Upos::Sconj;
        if !matches!(self.deprel(t), Deprel::ACL | Deprel::ACL_RELCL)
            || !self.by(t, Deprel::MARK).any(opens)
        {
            return false;
        }
        let mut at = t;
        while let Some(head) = self.head(at) {
            let lemma = self.lemma(head);
            if lexicon.cue(lemma, WordClass::Noun, Frame::That).is_some()
                || lexicon.reporting(lemma, WordClass::Noun).is_some()
            {
                return false;
            }
            if self.upos(head) == Upos::Verb {
                let reports = lexicon.reporting(lemma, WordClass::Verb).is_some()
                    && self.child(head, Deprel::CCOMP).is_none()
                    && matches!(self.deprel(at), Deprel::OBJ | Deprel::IOBJ | Deprel::OBL)
                    && head < t;
                if reports {
                    heads[t as usize] = Some(head);
                    deprels[t as usize] = Deprel::CCOMP;
                }
                return reports;
            }
            at = head;
        }
        false
    }

    /// "accused the partners of lying": the of-phrase after the object belongs to the verb.
    fn mend_of(
        &self,
        t: TokenId,
        lexicon: &Lexicon,
        heads: &mut [Option<TokenId>],
        deprels: &mut [Deprel],
    ) -> bool {
        let clause = self.deprel(t) == Deprel::ACL;
        let introduced = self.children(t).iter().any(|&c| {
            self.lemma(c) == "of" && matches!(self.deprel(c), Deprel::CASE | Deprel::MARK)
        });
        if !introduced || !(clause || self.deprel(t) == Deprel::NMOD) {
            return false;
        }
        let Some((object, verb)) = self.head(t).and_then(|o| Some((o, self.head(o)?))) else {
            return false;
        };
        let object_of =
            matches!(self.deprel(object), Deprel::OBJ | Deprel::NSUBJ_PASS) && verb < object;
        let fits = object_of && lexicon.is_verb(VerbClass::OfObject, self.lemma(verb));
        if fits {
            heads[t as usize] = Some(verb);
            deprels[t as usize] = if clause { Deprel::ADVCL } else { Deprel::OBL };
        }
        fits
    }

    /// "the rumours that he had died": after a noun of speech or thought, "that" opens what is said.
    fn mend_content(&self, t: TokenId, lexicon: &Lexicon, deprels: &mut [Deprel]) -> bool {
        if self.deprel(t) != Deprel::ACL_RELCL || self.child(t, Deprel::NSUBJ).is_none() {
            return false;
        }
        let Some(noun) = self.head(t) else {
            return false;
        };
        let lemma = self.lemma(noun);
        let speech = lexicon.cue(lemma, WordClass::Noun, Frame::That).is_some()
            || lexicon.reporting(lemma, WordClass::Noun).is_some();
        let that = self.children(t).iter().copied().find(|&o| {
            o == noun + 1
                && self.lemma(o) == "that"
                && matches!(self.deprel(o), Deprel::OBJ | Deprel::MARK)
        });
        let (true, Some(that)) = (speech, that) else {
            return false;
        };
        deprels[t as usize] = Deprel::ACL;
        deprels[that as usize] = Deprel::MARK;
        true
    }

    /// "Tsipras to visit Moscow": a headline's infinitive is its verb.
    fn mend_headline(
        &self,
        t: TokenId,
        lexicon: &Lexicon,
        heads: &mut [Option<TokenId>],
        deprels: &mut [Deprel],
    ) -> bool {
        if self.deprel(t) != Deprel::ACL || self.upos(t) != Upos::Verb {
            return false;
        }
        let Some(noun) = self.head(t) else {
            return false;
        };
        let infinitive = self.by(t, Deprel::MARK).any(|m| self.lemma(m) == "to");
        let is_root = self.head(noun).is_none() && self.child(noun, Deprel::COP).is_none();
        let headline = self.is_name(noun)
            || self
                .sentence
                .tokens
                .last()
                .is_some_and(|l| l.upos != Upos::Punct)
                && lexicon
                    .cue(self.lemma(noun), WordClass::Noun, Frame::To)
                    .is_none();
        if !(infinitive && is_root && headline && noun < t) {
            return false;
        }
        heads[t as usize] = None;
        deprels[t as usize] = Deprel::ROOT;
        heads[noun as usize] = Some(t);
        deprels[noun as usize] = Deprel::NSUBJ;
        true
    }

    fn build(sentence: &'a Sentence, heads: Vec<Option<TokenId>>, deprels: Vec<Deprel>) -> Self {
        let n = sentence.tokens.len();
        let mut heads: Vec<Option<TokenId>> = heads
            .into_iter()
            .enumerate()
            .map(|(i, h)| h.filter(|&h| (h as usize) < n && h as usize != i))
            .collect();
        // 0 = not seen, 1 = on the path being walked, 2 = known to reach a root.
        let mut state = vec![0u8; n];
        for start in 0..n {
            let mut path = Vec::new();
            let mut at = start;
            loop {
                match state[at] {
                    0 => {
                        state[at] = 1;
                        path.push(at);
                        match heads[at] {
                            Some(h) => at = h as usize,
                            None => break,
                        }
                    }
                    1 => {
                        heads[at] = None;
                        break;
                    }
                    _ => break,
                }
            }
            for p in path {
                state[p] = 2;
            }
        }
        let mut children = vec![Vec::new(); n];
        let mut top_down: Vec<TokenId> = Vec::with_capacity(n);
        for (i, head) in heads.iter().enumerate() {
            match head {
                Some(h) => children[*h as usize].push(i as TokenId),
                None => top_down.push(i as TokenId),
            }
        }
        let mut next = 0;
        while let Some(&t) = top_down.get(next) {
            top_down.extend(&children[t as usize]);
            next += 1;
        }
        let lemmas = sentence
            .tokens
            .iter()
            .map(|t| {
                let lemma = if t.lemma.is_empty() || t.lemma == "_" {
                    &t.form
                } else {
                    &t.lemma
                };
                lemma.to_lowercase()
            })
            .collect();
        Self {
            sentence,
            heads,
            deprels,
            children,
            lemmas,
            top_down,
        }
    }

    /// The sentence itself.
    pub fn sentence(&self) -> &'a Sentence {
        self.sentence
    }

    /// Number of words.
    pub fn len(&self) -> TokenId {
        self.heads.len() as TokenId
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// The word with that id, which must come from this sentence.
    pub fn token(&self, id: TokenId) -> &'a Token {
        &self.sentence.tokens[id as usize]
    }

    /// Lemma in lower case; the form where the analysis has no lemma.
    pub fn lemma(&self, id: TokenId) -> &str {
        &self.lemmas[id as usize]
    }

    /// Part of speech.
    pub fn upos(&self, id: TokenId) -> Upos {
        self.token(id).upos
    }

    /// The governor, cycles cut.
    pub fn head(&self, id: TokenId) -> Option<TokenId> {
        self.heads[id as usize]
    }

    /// The relation to the governor.
    pub fn deprel(&self, id: TokenId) -> Deprel {
        self.deprels[id as usize]
    }

    /// All words, every governor before its dependents.
    pub fn top_down(&self) -> &[TokenId] {
        &self.top_down
    }

    /// The direct dependents, in order.
    pub fn children(&self, id: TokenId) -> &[TokenId] {
        &self.children[id as usize]
    }

    /// The direct dependents by `deprel` or a subtype of it, in order.
    pub fn by(&self, id: TokenId, deprel: Deprel) -> impl DoubleEndedIterator<Item = TokenId> + '_ {
        self.children(id)
            .iter()
            .copied()
            .filter(move |&c| self.deprel(c).is(deprel))
    }

    /// The first such dependent.
    pub fn child(&self, id: TokenId, deprel: Deprel) -> Option<TokenId> {
        self.by(id, deprel).next()
    }

    /// `id` and all below it, without what hangs on a dependent that `skip` refuses, in the order of the sentence.
    pub fn subtree(&self, id: TokenId, skip: impl Fn(TokenId) -> bool) -> Vec<TokenId> {
        let mut out = vec![id];
        let mut next = 0;
        while let Some(&t) = out.get(next) {
            out.extend(self.children(t).iter().copied().filter(|&c| !skip(c)));
            next += 1;
        }
        out.sort_unstable();
        out
    }

    /// Whether `ancestor` is `id` or above it.
    pub fn dominates(&self, ancestor: TokenId, id: TokenId) -> bool {
        let mut at = Some(id);
        while let Some(t) = at {
            if t == ancestor {
                return true;
            }
            at = self.head(t);
        }
        false
    }

    /// `id` and the words coordinated with it, in order.
    pub fn conjuncts(&self, id: TokenId) -> Vec<TokenId> {
        let mut out = vec![id];
        let mut next = 0;
        while let Some(&t) = out.get(next) {
            out.extend(self.by(t, Deprel::CONJ));
            next += 1;
        }
        out.sort_unstable();
        out
    }

    /// The prepositions or marks of a word as one marker ("because of", "ahead of"), with their tokens.
    pub fn marker(&self, id: TokenId, deprel: Deprel) -> (Option<CompactString>, Vec<TokenId>) {
        let mut tokens = Vec::new();
        for m in self.by(id, deprel) {
            // The possessive clitic follows its noun and is no preposition.
            if self.token(m).xpos == "POS" || self.lemma(m) == "'s" {
                continue;
            }
            tokens.push(m);
            tokens.extend(self.by(m, Deprel::FIXED));
        }
        tokens.sort_unstable();
        (self.phrase(&tokens), tokens)
    }

    /// The words joined by spaces, in lower case.
    pub fn phrase(&self, tokens: &[TokenId]) -> Option<CompactString> {
        let words: Vec<_> = tokens
            .iter()
            .map(|&t| self.token(t).form.to_lowercase())
            .collect();
        (!words.is_empty()).then(|| CompactString::from(words.join(" ")))
    }

    /// Whether the word belongs to a name.
    pub fn is_name(&self, id: TokenId) -> bool {
        self.upos(id) == Upos::Propn
    }

    /// Whether the verb is written as a present participle ("hosting").
    pub fn is_ing(&self, id: TokenId) -> bool {
        let t = self.token(id);
        if t.xpos.is_empty() {
            t.feats.has("VerbForm", "Ger")
                || (t.feats.has("VerbForm", "Part") && t.feats.has("Tense", "Pres"))
        } else {
            t.xpos == "VBG"
        }
    }

    /// Whether the verb is written as a past participle ("hosted").
    pub fn is_past_participle(&self, id: TokenId) -> bool {
        let t = self.token(id);
        if t.xpos.is_empty() {
            t.feats.has("VerbForm", "Part") && !t.feats.has("Tense", "Pres")
        } else {
            t.xpos == "VBN"
        }
    }

    /// Whether the verb is finite.
    pub fn is_finite(&self, id: TokenId) -> bool {
        self.token(id).feats.has("VerbForm", "Fin")
            || matches!(self.token(id).xpos.as_str(), "VBD" | "VBZ" | "VBP" | "MD")
    }
}
