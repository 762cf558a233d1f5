//! Every clause in the sentence's own words: subject, relation, object and further arguments.
//!
//! The records keep the wording of the sentence, so a passive stays one and a light verb keeps its noun as object; only
//! relations that the text leaves unsaid are supplied ("is" for appositions, "has" for possessors).

use super::{
    Argument, Embedding, Mention, OpenStatement, PredicateKind, Proposition, Role,
    attribution::entity_of, tree::Tree,
};
use crate::{
    knowledge::lexicon::{Lexicon, WordList},
    language::{Analysis, Deprel, TokenId, Upos},
    text::Document,
};
use rustc_hash::FxHashMap;

/// The open records of a document, in the order of the text.
pub fn statements(
    document: &Document,
    analysis: &Analysis,
    lexicon: &Lexicon,
    propositions: &[Proposition],
    mentions: &[Mention],
) -> Vec<OpenStatement> {
    let entities = entity_of(mentions);
    let mut out = Vec::new();
    let mut start = 0;
    while start < propositions.len() {
        let sentence = propositions[start].sentence;
        let end = propositions[start..]
            .iter()
            .position(|p| p.sentence != sentence)
            .map_or(propositions.len(), |n| start + n);
        if let Some(found) = analysis.sentences.get(sentence as usize) {
            let tree = Tree::mended(found, lexicon);
            let writer = Writer {
                text: &document.text,
                tree: &tree,
                lexicon,
                propositions: &propositions[start..end],
                offset: start as u32,
                entities: &entities,
            };
            let mut records: Vec<OpenStatement> = Vec::new();
            for p in writer.propositions {
                for record in writer.records(p) {
                    let known = records.iter().any(|r| {
                        r.subject == record.subject
                            && r.relation == record.relation
                            && r.object == record.object
                    });
                    if !known {
                        records.push(record);
                    }
                }
            }
            out.extend(records);
        }
        start = end;
    }
    out
}

struct Writer<'a> {
    text: &'a str,
    tree: &'a Tree<'a>,
    lexicon: &'a Lexicon,
    propositions: &'a [Proposition],
    offset: u32,
    entities: &'a FxHashMap<(u32, TokenId), u32>,
}

/// A phrase of the record before it becomes text.
#[derive(Clone, Debug)]
struct Phrase {
    head: TokenId,
    /// Words of the preposition or mark, in the order of the sentence; empty where there is none.
    marker: Vec<TokenId>,
    /// The same where the words belong to another phrase (a relative pronoun's preposition).
    borrowed: Option<String>,
    tokens: Vec<TokenId>,
    conjuncts: Vec<TokenId>,
    role: Role,
}

impl Writer<'_> {
    fn records(&self, p: &Proposition) -> Vec<OpenStatement> {
        match p.predicate.kind {
            PredicateKind::Noun if p.predicate.support.is_none() => self.possession(p),
            PredicateKind::Copula if p.predicate.tokens.is_empty() => {
                if p.arguments
                    .iter()
                    .any(|a| a.role == Role::Subject && a.head == p.predicate.head)
                {
                    self.possession(p)
                } else {
                    self.apposition(p)
                }
            }
            _ => self.clause(p),
        }
    }

    fn proposition_at(&self, clause: TokenId) -> Option<&Proposition> {
        self.propositions
            .iter()
            .find(|p| p.predicate.clause == clause && !p.predicate.tokens.is_empty())
    }

    fn parent(&self, p: &Proposition) -> Option<(&Proposition, Embedding)> {
        let (index, embedding) = p.parent?;
        let index = index.checked_sub(self.offset)?;
        Some((self.propositions.get(index as usize)?, embedding))
    }

    /// "King's grandmother": King has a grandmother.
    fn possession(&self, p: &Proposition) -> Vec<OpenStatement> {
        let tree = self.tree;
        let noun = p.predicate.head;
        let Some(possessor) = tree.child(noun, Deprel::NMOD_POSS) else {
            return Vec::new();
        };
        // What "his" refers to is another record's matter.
        if tree.upos(possessor) == Upos::Pron {
            return Vec::new();
        }
        let subject = self.trimmed(tree.subtree(possessor, |c| {
            tree.token(c).xpos == "POS" || tree.lemma(c) == "'s"
        }));
        let object = self.trimmed(tree.subtree(noun, |c| {
            c == possessor || self.is_heavy(c) || tree.deprel(c).base() == "case"
        }));
        vec![self.finish(
            p,
            possessor,
            &subject,
            "has",
            "have",
            Some((noun, object)),
            Vec::new(),
            0.3,
        )]
    }

    /// "X, the secretary of Y": X is the secretary of Y.
    fn apposition(&self, p: &Proposition) -> Vec<OpenStatement> {
        let tree = self.tree;
        let Some(subject) = p.arguments.iter().find(|a| a.role == Role::Subject) else {
            return Vec::new();
        };
        let said = p.predicate.head;
        let words = self.trimmed(tree.subtree(subject.head, |c| {
            c == said
                || self.is_heavy(c)
                || matches!(
                    tree.deprel(c),
                    Deprel::APPOS | Deprel::NMOD_DESC | Deprel::CASE | Deprel::CONJ | Deprel::CC
                )
        }));
        let object = self.trimmed(tree.subtree(said, |c| {
            self.is_heavy(c)
                || c == subject.head
                || tree.deprel(c).base() == "case" && tree.head(c) == Some(said)
        }));
        vec![self.finish(
            p,
            subject.head,
            &words,
            "is",
            "be",
            Some((said, object)),
            Vec::new(),
            0.55,
        )]
    }

    /// A clause of its own.
    fn clause(&self, p: &Proposition) -> Vec<OpenStatement> {
        let tree = self.tree;
        let parent = self.parent(p);
        // "agreed to resume talks" is one relation, told at its first verb.
        if let Some((governor, Embedding::Complement)) = parent
            && self.continues(governor, p)
        {
            return Vec::new();
        }
        let Some(subject) = self.surface_subject(p) else {
            return Vec::new();
        };
        let mut relation = self.verb_words(p);
        let mut lemmas = vec![
            p.predicate
                .support
                .as_deref()
                .unwrap_or(&p.predicate.lemma)
                .to_string(),
        ];
        let mut phrases = self.phrases(p, &subject);
        let mut at = p;
        // The chain of infinitives that the subject controls.
        while let Some(next) = self.propositions.iter().find(|q| {
            self.parent(q)
                .is_some_and(|(g, e)| std::ptr::eq(g, at) && e == Embedding::Complement)
                && self.continues(at, q)
        }) {
            phrases.retain(|f| f.head != next.predicate.clause);
            relation.extend(tree.marker(next.predicate.clause, Deprel::MARK).1);
            relation.extend(self.verb_words(next));
            lemmas.push(next.predicate.lemma.to_string());
            phrases.extend(self.phrases(next, &subject));
            at = next;
            if relation.len() > tree.len() as usize {
                break;
            }
        }
        if matches!(
            at.predicate.kind,
            PredicateKind::Copula | PredicateKind::Adjective
        ) {
            let complement = self.complement(at);
            if at.predicate.kind == PredicateKind::Adjective
                && let Some(next) = phrases
                    .iter()
                    .position(|f| f.role == Role::Oblique && f.head > at.predicate.head)
            {
                // "is close to …"
                relation.extend(complement);
                lemmas.push(at.predicate.lemma.to_string());
                let object = phrases.remove(next);
                phrases.insert(0, object);
            } else {
                phrases.insert(
                    0,
                    Phrase {
                        head: at.predicate.head,
                        marker: Vec::new(),
                        borrowed: None,
                        tokens: complement,
                        conjuncts: vec![at.predicate.head],
                        role: Role::Attribute,
                    },
                );
            }
        }
        let object = self.choose_object(&phrases, at).map(|i| phrases.remove(i));
        if let Some(object) = &object {
            // What the object says already isn't said again.
            phrases.retain(|f| !f.tokens.iter().any(|t| object.tokens.contains(t)));
        }
        let mut relation_text = String::new();
        let mut object_tokens = None;
        relation.sort_unstable();
        relation.dedup();
        if let Some(object) = &object {
            relation.extend(&object.marker);
            object_tokens = Some((object.head, object.tokens.clone()));
            if let Some(b) = &object.borrowed {
                relation_text = format!(" {b}");
                lemmas.push(b.replace(' ', "-"));
            }
            lemmas.extend(object.marker.iter().map(|&m| tree.lemma(m).to_string()));
        }
        relation_text.insert_str(0, &self.words(&relation));
        let further: Vec<&Phrase> = phrases.iter().filter(|f| !f.tokens.is_empty()).collect();
        let arguments: Vec<String> = further.iter().map(|f| self.with_marker(f)).collect();
        let confidence = self.confidence(p, object.as_ref(), arguments.len());
        let lemmas = lemmas.join("-");
        let mut out = Vec::new();
        for (head, words) in self.alternatives(&subject) {
            let objects = match (&object, &object_tokens) {
                (Some(phrase), Some(_)) => {
                    self.alternatives(phrase).into_iter().map(Some).collect()
                }
                _ => vec![None],
            };
            for object in objects {
                out.push(self.finish(
                    p,
                    head,
                    &words,
                    &relation_text,
                    &lemmas,
                    object,
                    arguments.clone(),
                    confidence,
                ));
            }
        }
        out
    }

    /// The parts of a coordination, each by itself; the phrase as it is where nothing is coordinated.
    fn alternatives(&self, phrase: &Phrase) -> Vec<(TokenId, Vec<TokenId>)> {
        let tree = self.tree;
        let first = phrase.head;
        let parts: Vec<TokenId> = phrase
            .conjuncts
            .iter()
            .copied()
            .filter(|c| phrase.tokens.contains(c))
            .collect();
        if parts.len() < 2 || parts.len() > 8 {
            return vec![(first, phrase.tokens.clone())];
        }
        parts
            .iter()
            .map(|&part| {
                let words = tree.subtree(part, |c| {
                    !phrase.tokens.contains(&c)
                        || matches!(
                            tree.deprel(c),
                            Deprel::CONJ | Deprel::CC | Deprel::CC_PRECONJ
                        ) && tree.conjuncts(first).contains(&tree.head(c).unwrap_or(c))
                        || (tree.deprel(c) == Deprel::CONJ && tree.head(c) == Some(part))
                        || (tree.deprel(c) == Deprel::CC && tree.head(c) == Some(part))
                });
                (part, self.trimmed(words))
            })
            .collect()
    }

    /// Whether an infinitive continues the relation of its governor: the subject is the same.
    fn continues(&self, governor: &Proposition, p: &Proposition) -> bool {
        if self.tree.deprel(p.predicate.clause) != Deprel::XCOMP
            || self.tree.head(p.predicate.clause) != Some(governor.predicate.clause)
                && self.tree.head(p.predicate.clause) != Some(governor.predicate.head)
        {
            return false;
        }
        let a = self.surface_subject(governor).map(|f| f.head);
        let b = self.surface_subject(p).map(|f| f.head);
        a.is_some()
            && a == b
            && self
                .tree
                .child(governor.predicate.clause, Deprel::OBJ)
                .is_none()
    }

    /// The grammatical subject, wherever it is said.
    fn surface_subject(&self, p: &Proposition) -> Option<Phrase> {
        let by_role = |role: Role| {
            p.arguments
                .iter()
                .filter(|a| a.role == role)
                .min_by_key(|a| (a.shared, a.head))
        };
        let said = |a: &&Argument| self.tree.deprel(a.head).is(Deprel::NSUBJ) || a.shared;
        let argument = if p.passive {
            let light = p.predicate.support.is_some() && p.predicate.kind == PredicateKind::Noun;
            if light {
                let noun = p.predicate.head;
                return Some(Phrase {
                    head: noun,
                    marker: Vec::new(),
                    borrowed: None,
                    tokens: self.noun_words(noun, p.predicate.clause),
                    conjuncts: vec![noun],
                    role: Role::Subject,
                });
            }
            by_role(Role::IndirectObject)
                .filter(said)
                .or_else(|| by_role(Role::Object))
        } else {
            by_role(Role::Subject)
        };
        argument.map(|a| self.phrase(a))
    }

    fn noun_words(&self, noun: TokenId, but: TokenId) -> Vec<TokenId> {
        let tree = self.tree;
        self.trimmed(tree.subtree(noun, |c| {
            c == but
                || self.is_heavy(c)
                || (tree.head(c) == Some(noun) && tree.deprel(c) == Deprel::CASE)
        }))
    }

    /// Auxiliaries, negation, adverbs before the verb, the verb and its particle.
    fn verb_words(&self, p: &Proposition) -> Vec<TokenId> {
        let tree = self.tree;
        let light = p.predicate.kind == PredicateKind::Noun && p.predicate.support.is_some();
        let clause = p.predicate.clause;
        let mut words: Vec<TokenId> = if light {
            p.predicate
                .tokens
                .iter()
                .copied()
                .filter(|&t| {
                    t == clause
                        || matches!(tree.deprel(t).base(), "aux" | "compound" | "advmod")
                            && tree.head(t) == Some(clause)
                })
                .collect()
        } else {
            p.predicate.tokens.clone()
        };
        let verb = match p.predicate.kind {
            PredicateKind::Copula | PredicateKind::Adjective => {
                words.last().copied().unwrap_or(clause)
            }
            _ => clause,
        };
        // "often refers": adverbs next to the verb group.
        let first = words.first().copied().unwrap_or(verb);
        words.extend(
            tree.by(clause, Deprel::ADVMOD)
                .filter(|&a| a < verb && a + 1 >= first && tree.children(a).is_empty()),
        );
        words.sort_unstable();
        words.dedup();
        words
    }

    /// What a copula says of its subject.
    fn complement(&self, p: &Proposition) -> Vec<TokenId> {
        let tree = self.tree;
        let head = p.predicate.head;
        let adjective = p.predicate.kind == PredicateKind::Adjective;
        self.trimmed(tree.subtree(head, |c| {
            if tree.head(c) != Some(head) {
                return self.is_heavy(c);
            }
            let relation = tree.deprel(c);
            match relation.base() {
                "advmod" => {
                    c > head
                        || !adjective && tree.child(head, Deprel::COP).is_some_and(|cop| c < cop)
                        || self.is_negation(c)
                        || tree.child(head, Deprel::COP).is_some_and(|cop| c < cop)
                }
                "conj" | "cc" => {
                    self.proposition_at(c).is_some()
                        || tree
                            .by(head, Deprel::CONJ)
                            .any(|k| self.proposition_at(k).is_some())
                }
                "nsubj" | "csubj" | "cop" | "aux" | "obl" | "advcl" | "mark" | "parataxis"
                | "expl" | "discourse" | "vocative" | "dislocated" | "ccomp" | "xcomp"
                | "punct" => true,
                _ => self.is_heavy(c),
            }
        }))
    }

    fn is_negation(&self, t: TokenId) -> bool {
        self.tree.token(t).feats.has("Polarity", "Neg")
            || matches!(self.tree.lemma(t), "not" | "never" | "n't")
    }

    /// Relative clauses, appositions and asides make a phrase longer, not clearer.
    fn is_heavy(&self, c: TokenId) -> bool {
        matches!(
            self.tree.deprel(c),
            Deprel::ACL_RELCL
                | Deprel::ADVCL_RELCL
                | Deprel::PARATAXIS
                | Deprel::DISCOURSE
                | Deprel::VOCATIVE
        ) || (self.tree.deprel(c) == Deprel::APPOS && self.tree.child(c, Deprel::PUNCT).is_some())
    }

    /// All arguments but the subject, in the order of the sentence, those after the verb first.
    fn phrases(&self, p: &Proposition, subject: &Phrase) -> Vec<Phrase> {
        let tree = self.tree;
        let own = self.verb_words(p);
        let mut out: Vec<Phrase> = p
            .arguments
            .iter()
            .filter(|a| a.head != subject.head && a.role != Role::Modifier)
            .filter(|a| !own.contains(&a.head))
            .filter(|a| {
                // The participants of the noun under a light verb stand in its phrase.
                p.predicate.kind == PredicateKind::Verb
                    || p.predicate.kind == PredicateKind::Noun
                        && tree.head(a.head) == Some(p.predicate.clause)
                    || tree.deprel(a.head).base() != "nmod"
                        && tree.deprel(a.head) != Deprel::COMPOUND
            })
            .filter(|a| match a.role {
                Role::Adverb => a.head > p.predicate.clause,
                _ => true,
            })
            .map(|a| self.phrase(a))
            .collect();
        if p.predicate.kind == PredicateKind::Noun && p.predicate.support.is_some() && !p.passive {
            let noun = p.predicate.head;
            if tree.head(noun) == Some(p.predicate.clause) {
                out.push(Phrase {
                    head: noun,
                    marker: tree.marker(noun, Deprel::CASE).1,
                    borrowed: None,
                    tokens: self.noun_words(noun, p.predicate.clause),
                    conjuncts: vec![noun],
                    role: Role::Object,
                });
            }
        }
        out.sort_by_key(|f| f.head);
        out
    }

    fn phrase(&self, a: &Argument) -> Phrase {
        let tree = self.tree;
        let clausal = matches!(a.role, Role::Clause | Role::Adverbial);
        let mut marker = Vec::new();
        let mut borrowed = None;
        if a.marker.is_some() {
            let relation = if clausal { Deprel::MARK } else { Deprel::CASE };
            marker = tree.marker(a.head, relation).1;
            if marker.is_empty() && clausal {
                marker = tree.marker(a.head, Deprel::CASE).1;
            }
            if let (Some(&first), Some(words)) = (marker.first(), &a.marker)
                && let Some((adverb, _)) = words.split_once(' ')
                && first > 0
                && tree.token(first - 1).form.to_lowercase() == adverb
                && !marker.contains(&(first - 1))
            {
                marker.insert(0, first - 1);
            }
            if marker.is_empty() || a.shared && a.role == Role::Oblique && !self.is_time(a.head) {
                marker.clear();
                borrowed = a.marker.as_ref().map(ToString::to_string);
            }
        }
        let tokens = if clausal {
            a.tokens.clone()
        } else {
            let heavy: Vec<TokenId> = a
                .tokens
                .iter()
                .copied()
                .filter(|&t| t != a.head && self.is_heavy(t))
                .collect();
            a.tokens
                .iter()
                .copied()
                .filter(|&t| !heavy.iter().any(|&h| tree.dominates(h, t)))
                .collect()
        };
        Phrase {
            head: a.head,
            marker,
            borrowed,
            tokens: self.trimmed(tokens),
            conjuncts: if clausal {
                vec![a.head]
            } else {
                a.conjuncts.clone()
            },
            role: a.role,
        }
    }

    fn is_time(&self, head: TokenId) -> bool {
        self.lexicon.has(WordList::Time, self.tree.lemma(head)) || self.tree.upos(head) == Upos::Num
    }

    /// Which argument is the object: the direct object, what is said, else what follows the verb closest.
    fn choose_object(&self, phrases: &[Phrase], p: &Proposition) -> Option<usize> {
        let verb = p
            .predicate
            .tokens
            .last()
            .copied()
            .unwrap_or(p.predicate.clause);
        let find = |f: &dyn Fn(&Phrase) -> bool| phrases.iter().position(f);
        find(&|f| f.role == Role::Object && f.head > verb)
            .or_else(|| find(&|f| f.role == Role::Object))
            .or_else(|| find(&|f| matches!(f.role, Role::Attribute)))
            .or_else(|| find(&|f| f.role == Role::IndirectObject))
            .or_else(|| find(&|f| f.role == Role::Clause))
            .or_else(|| {
                find(&|f| {
                    matches!(f.role, Role::Oblique | Role::Subject)
                        && f.head > verb
                        && !self.is_time(f.head)
                })
            })
            .or_else(|| find(&|f| matches!(f.role, Role::Oblique | Role::Time) && f.head > verb))
            .or_else(|| {
                find(&|f| matches!(f.role, Role::Adverb | Role::Adverbial) && f.head > verb)
            })
            .or_else(|| find(&|f| f.role == Role::Oblique))
    }

    fn with_marker(&self, f: &Phrase) -> String {
        let mut tokens = f.marker.clone();
        tokens.extend(&f.tokens);
        tokens.sort_unstable();
        let words = self.words(&tokens);
        match &f.borrowed {
            Some(b) => format!("{b} {words}"),
            None => words,
        }
    }

    fn trimmed(&self, mut tokens: Vec<TokenId>) -> Vec<TokenId> {
        super::propositions::trim(self.tree, &mut tokens);
        tokens
    }

    /// The words as the text has them, where the sentence goes on without a gap.
    fn words(&self, tokens: &[TokenId]) -> String {
        let mut out = String::new();
        let mut run: Option<(TokenId, TokenId)> = None;
        let push = |out: &mut String, (first, last): (TokenId, TokenId)| {
            let span = self
                .tree
                .token(first)
                .span
                .cover(self.tree.token(last).span);
            let words: Vec<&str> = span.of(self.text).split_whitespace().collect();
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&words.join(" "));
        };
        for &t in tokens {
            run = match run {
                Some((first, last)) if t == last + 1 => Some((first, t)),
                Some(done) => {
                    push(&mut out, done);
                    Some((t, t))
                }
                None => Some((t, t)),
            };
        }
        if let Some(done) = run {
            push(&mut out, done);
        }
        out
    }

    fn confidence(&self, p: &Proposition, object: Option<&Phrase>, further: usize) -> f32 {
        let mut confidence: f32 = 0.9;
        if object.is_none() {
            confidence -= 0.3;
        }
        match self.parent(p).map(|(_, e)| e) {
            None => {}
            Some(Embedding::Conjunct | Embedding::Complement | Embedding::Parataxis) => {
                confidence -= 0.05;
            }
            Some(Embedding::Modifier | Embedding::Adverbial) => confidence -= 0.1,
            Some(_) => confidence -= 0.15,
        }
        if p.arguments.iter().any(|a| a.shared) {
            confidence -= 0.05;
        }
        confidence -= 0.02 * further.min(5) as f32;
        confidence -= 0.002 * self.tree.len().min(60) as f32;
        confidence.clamp(0.05, 1.0)
    }

    #[expect(clippy::too_many_arguments, reason = "the record's own fields")]
    fn finish(
        &self,
        p: &Proposition,
        subject_head: TokenId,
        subject: &[TokenId],
        relation: &str,
        lemmas: &str,
        object: Option<(TokenId, Vec<TokenId>)>,
        arguments: Vec<String>,
        confidence: f32,
    ) -> OpenStatement {
        let entity = |head: TokenId| self.entities.get(&(p.sentence, head)).copied();
        OpenStatement {
            sentence: p.sentence,
            subject: self.words(subject),
            relation: relation.to_string(),
            lemmas: lemmas.replace(' ', "-"),
            object_entity: object.as_ref().and_then(|(head, _)| entity(*head)),
            object: object.map(|(_, tokens)| self.words(&tokens)),
            arguments,
            subject_entity: entity(subject_head),
            factuality: p.factuality,
            attribution: p.attribution.clone(),
            confidence,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        extraction::{propositions, testing},
        knowledge::Lexicon,
    };

    /// Each record as `subject | relation | object | arguments`.
    fn records(tree: &str) -> Vec<String> {
        let lexicon =
            Lexicon::parse(crate::knowledge::file).expect("the embedded lexicon is well formed");
        let (document, analysis) = testing::document(tree);
        let found = propositions::read(&analysis, &lexicon);
        super::statements(&document, &analysis, &lexicon, &found, &[])
            .into_iter()
            .map(|o| {
                let mut parts = vec![o.subject, o.relation, o.object.unwrap_or_default()];
                parts.extend(o.arguments);
                parts.join(" | ")
            })
            .collect()
    }

    #[test]
    fn the_wording_of_the_sentence_is_kept() {
        assert_eq!(
            records(
                "Togo/_/PROPN/NNP/3/nsubj:pass was/be/AUX/VBD/3/aux:pass admitted/admit/VERB/VBN/0/root to/_/ADP/IN/6/case \
                 the/_/DET/DT/6/det Commonwealth/_/PROPN/NNP/3/obl in/_/ADP/IN/8/case 2022/_/NUM/CD/3/obl"
            ),
            ["Togo | was admitted to | the Commonwealth | in 2022"]
        );
        assert_eq!(
            records(
                "Xi/_/PROPN/NNP/2/nsubj paid/pay/VERB/VBD/0/root a/_/DET/DT/4/det visit/_/NOUN/NN/2/obj to/_/ADP/IN/6/case Riyadh/_/PROPN/NNP/4/nmod"
            ),
            ["Xi | paid | a visit to Riyadh"]
        );
    }

    #[test]
    fn infinitives_of_the_same_subject_continue_the_relation() {
        assert_eq!(
            records(
                "Egypt/_/PROPN/NNP/2/nsubj agreed/agree/VERB/VBD/0/root to/_/PART/TO/4/mark resume/_/VERB/VB/2/xcomp flights/flight/NOUN/NNS/4/obj"
            ),
            ["Egypt | agreed to resume | flights"]
        );
    }

    #[test]
    fn coordinated_participants_are_told_apart() {
        assert_eq!(
            records(
                "Chad/_/PROPN/NNP/4/nsubj and/_/CCONJ/CC/3/cc Mali/_/PROPN/NNP/1/conj left/leave/VERB/VBD/0/root \
                 the/_/DET/DT/6/det bloc/_/NOUN/NN/4/obj"
            ),
            ["Chad | left | the bloc", "Mali | left | the bloc"]
        );
    }

    #[test]
    fn appositions_and_possessors_are_spelt_out() {
        assert_eq!(
            records(
                "Hansen/_/PROPN/NNP/7/nsubj ,/_/PUNCT/,/4/punct the/_/DET/DT/4/det envoy/_/NOUN/NN/1/appos of/_/ADP/IN/6/case \
                 Norway/_/PROPN/NNP/4/nmod left/leave/VERB/VBD/0/root"
            )[1..],
            ["Hansen | is | the envoy of Norway"]
        );
    }
}
