//! Who says what, when it isn't the reporter: reporting verbs and nouns, "according to", quotations over sentences.

use super::{
    Argument, Attribution, Embedding, Entity, Mention, MentionForm, PredicateKind, Proposition,
    Role, Source, factuality::governors_first, tree::Tree,
};
use crate::{
    knowledge::lexicon::{Effect, Frame, Lexicon, WordClass, WordList},
    language::{Analysis, TokenId},
    text::Document,
};
use compact_str::CompactString;
use rustc_hash::FxHashMap;

/// Sets the attribution of every proposition.
///
/// What a reporting verb or noun governs is attributed to its subject, the innermost source first. Where a source is
/// itself reported by another, the inner one is kept: it is the one that the claim rests on.
pub fn assign(
    propositions: &mut [Proposition],
    document: &Document,
    analysis: &Analysis,
    lexicon: &Lexicon,
    mentions: &[Mention],
    entities: &[Entity],
) {
    let finder = Finder {
        document,
        analysis,
        lexicon,
        entities,
        by_head: by_head(mentions),
        mentions,
    };
    let mut start = 0;
    let mut speakers: Vec<Option<Attribution>> = vec![None; analysis.sentences.len()];
    while start < propositions.len() {
        let sentence = propositions[start].sentence;
        let end = propositions[start..]
            .iter()
            .position(|p| p.sentence != sentence)
            .map_or(propositions.len(), |n| start + n);
        if let Some(found) = analysis.sentences.get(sentence as usize) {
            let tree = Tree::mended(found, lexicon);
            let part = &mut propositions[start..end];
            finder.within_sentence(&tree, part, start as u32);
            if let Some(slot) = speakers.get_mut(sentence as usize) {
                *slot = part.iter().find_map(|p| finder.speaker(&tree, p));
            }
        }
        start = end;
    }
    finder.quotations(propositions, &speakers);
    for p in propositions {
        if let Some(attribution) = &mut p.attribution
            && let Source::Entity(source) = attribution.source
        {
            attribution.vouched |= finder.tells_of_itself(source, p.sentence, &p.arguments);
        }
    }
}

/// Which mention each word heads; of several the one with most words.
fn by_head(mentions: &[Mention]) -> FxHashMap<(u32, TokenId), usize> {
    let mut map: FxHashMap<(u32, TokenId), usize> = FxHashMap::default();
    for (index, mention) in mentions.iter().enumerate() {
        let best = map.entry((mention.sentence, mention.head)).or_insert(index);
        let length = |m: &Mention| m.tokens.end.saturating_sub(m.tokens.start);
        if mentions
            .get(*best)
            .is_some_and(|b| length(mention) > length(b))
        {
            *best = index;
        }
    }
    map
}

struct Finder<'a> {
    document: &'a Document,
    analysis: &'a Analysis,
    lexicon: &'a Lexicon,
    mentions: &'a [Mention],
    entities: &'a [Entity],
    by_head: FxHashMap<(u32, TokenId), usize>,
}

impl Finder<'_> {
    fn within_sentence(&self, tree: &Tree<'_>, propositions: &mut [Proposition], offset: u32) {
        for i in governors_first(propositions, offset) {
            let p = &propositions[i];
            if let Some(stated) = self.according_to(tree, p) {
                propositions[i].attribution = Some(stated);
                continue;
            }
            let Some((parent, embedding)) = p.parent else {
                continue;
            };
            let Some(governor) = parent
                .checked_sub(offset)
                .and_then(|index| propositions.get(index as usize))
            else {
                continue;
            };
            let content = match embedding {
                Embedding::Complement => true,
                // What stands beside a reporting clause is its content, unless that has one already.
                Embedding::Parataxis => governor
                    .arguments
                    .iter()
                    .all(|a| a.role != Role::Clause || a.head == p.predicate.clause),
                // "accused X of …ing", "denied the visit"
                Embedding::Adverbial => {
                    let mark = tree
                        .marker(p.predicate.clause, crate::language::Deprel::MARK)
                        .0;
                    mark.as_deref() == Some("of")
                }
                // "denied the visit", "accused X of an attack"; who welcomes a visit doesn't report it.
                Embedding::Argument => {
                    let doubts = self
                        .lexicon
                        .cue(&governor.predicate.lemma, WordClass::Verb, Frame::Np)
                        .is_some_and(|c| !matches!(c.positive, Effect::Same | Effect::Presupposed));
                    doubts
                        && governor.arguments.iter().any(|a| {
                            (a.role == Role::Object || a.marker.as_deref() == Some("of"))
                                && a.conjuncts.contains(&p.predicate.head)
                        })
                }
                Embedding::Subject | Embedding::Modifier | Embedding::Conjunct => false,
            };
            let own = content.then(|| self.speaker(tree, governor)).flatten();
            let inherited = if embedding == Embedding::Conjunct {
                // Coordinated clauses stand under the same source, unless the first one names its own.
                governor.attribution.clone()
            } else {
                own.or_else(|| governor.attribution.clone())
            };
            propositions[i].attribution = inherited;
        }
    }

    /// Who a reporting clause or noun names as its source.
    fn speaker(&self, tree: &Tree<'_>, p: &Proposition) -> Option<Attribution> {
        let class = match p.predicate.kind {
            PredicateKind::Verb => WordClass::Verb,
            PredicateKind::Noun => WordClass::Noun,
            _ => return None,
        };
        let vouched = self.lexicon.reporting(&p.predicate.lemma, class)?;
        let subject = p.arguments.iter().find(|a| a.role == Role::Subject);
        let source = match subject {
            Some(a) => self.source(p.sentence, a),
            None if p.passive => Source::Text(tree.phrase(&p.predicate.tokens)?.to_string()),
            None => return None,
        };
        Some(Attribution {
            source,
            cue: p.predicate.lemma.to_string(),
            vouched,
        })
    }

    fn source(&self, sentence: u32, argument: &Argument) -> Source {
        if let Some(mention) = self
            .by_head
            .get(&(sentence, argument.head))
            .and_then(|&i| self.mentions.get(i))
        {
            return Source::Entity(mention.entity);
        }
        let words = self
            .analysis
            .sentences
            .get(sentence as usize)
            .and_then(|s| s.cover(argument.tokens.iter().copied()))
            .map(|span| {
                span.of(&self.document.text)
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            });
        Source::Text(words.unwrap_or_default())
    }

    /// "according to X" at a clause.
    fn according_to(&self, tree: &Tree<'_>, p: &Proposition) -> Option<Attribution> {
        let argument = p.arguments.iter().find(|a| {
            a.role == Role::Oblique
                && !a.shared
                && a.marker
                    .as_deref()
                    .is_some_and(|m| self.lexicon.has(WordList::Source, m))
        })?;
        // "according to plan" names no source.
        let names_source = self.by_head.contains_key(&(p.sentence, argument.head))
            || tree.is_name(argument.head)
            || tree.token(argument.head).feats.has("Number", "Plur")
            || tree
                .children(argument.head)
                .iter()
                .any(|&c| tree.deprel(c) == crate::language::Deprel::DET);
        names_source.then(|| Attribution {
            source: self.source(p.sentence, argument),
            cue: argument
                .marker
                .as_ref()
                .map_or_else(String::new, CompactString::to_string),
            vouched: false,
        })
    }

    /// Whether the source is the one who acts in the claim, or speaks for the same state.
    fn tells_of_itself(&self, source: u32, sentence: u32, arguments: &[Argument]) -> bool {
        let Some(speaker) = self.entities.get(source as usize) else {
            return false;
        };
        arguments
            .iter()
            .filter(|a| a.role == Role::Subject)
            .filter_map(|a| self.by_head.get(&(sentence, a.head)))
            .filter_map(|&i| self.mentions.get(i))
            .any(|m| {
                m.entity == source
                    || self.entities.get(m.entity as usize).is_some_and(|actor| {
                        speaker.country.is_some() && actor.country == speaker.country
                    })
            })
    }

    /// Words in quotation marks whose speaker stands in a sentence beside them.
    fn quotations(&self, propositions: &mut [Proposition], speakers: &[Option<Attribution>]) {
        let quoted = self.quoted();
        for p in propositions.iter_mut().filter(|p| p.attribution.is_none()) {
            let index = p.sentence as usize;
            let Some(marks) = quoted.get(index) else {
                continue;
            };
            let inside = marks
                .inside
                .get(p.predicate.head as usize)
                .copied()
                .unwrap_or(false);
            if !inside
                || marks
                    .lengths
                    .get(p.predicate.head as usize)
                    .is_none_or(|&n| n < 4)
            {
                continue;
            }
            let at = |i: Option<usize>| i.and_then(|i| speakers.get(i)).cloned().flatten();
            let same_paragraph = |i: usize| self.paragraph(i) == self.paragraph(index);
            let near = |i: Option<usize>| at(i.filter(|&i| same_paragraph(i)));
            p.attribution = at(Some(index))
                .filter(|_| !marks.whole)
                .or_else(|| near(index.checked_sub(1)))
                .or_else(|| near(Some(index + 1)))
                .or_else(|| {
                    // A quotation that began earlier goes on with the speaker it began with.
                    marks
                        .continued
                        .and_then(|start| at(Some(start)).or_else(|| at(start.checked_sub(1))))
                })
                .or_else(|| {
                    marks.whole.then(|| Attribution {
                        source: Source::Text("a quotation".into()),
                        cue: "quote".into(),
                        vouched: false,
                    })
                });
        }
    }

    fn paragraph(&self, sentence: usize) -> Option<usize> {
        let start = self.analysis.sentences.get(sentence)?.span?.start;
        let after = self
            .document
            .paragraphs
            .partition_point(|p| p.start <= start);
        after.checked_sub(1)
    }

    /// Which words of each sentence stand in quotation marks.
    fn quoted(&self) -> Vec<Quoted> {
        let mut out: Vec<Quoted> = Vec::with_capacity(self.analysis.sentences.len());
        let mut open: Option<usize> = None;
        for (index, sentence) in self.analysis.sentences.iter().enumerate() {
            // A mark that is never closed doesn't reach into the next paragraph.
            if open.is_some() && index > 0 && self.paragraph(index) != self.paragraph(index - 1) {
                open = None;
            }
            let continued = open;
            let n = sentence.tokens.len();
            let mut quoted = Quoted {
                inside: vec![false; n],
                lengths: vec![0; n],
                continued,
                whole: false,
            };
            let mut run = Vec::new();
            let mut outside = 0usize;
            let close = |run: &mut Vec<usize>, quoted: &mut Quoted| {
                for &t in run.iter() {
                    quoted.lengths[t] = run.len();
                }
                run.clear();
            };
            for (t, token) in sentence.tokens.iter().enumerate() {
                match token.form.as_str() {
                    "“" | "„" | "«" | "``" => open = Some(index),
                    "”" | "»" | "''" => {
                        open = None;
                        close(&mut run, &mut quoted);
                    }
                    "\"" if open.is_some() => {
                        open = None;
                        close(&mut run, &mut quoted);
                    }
                    "\"" => open = Some(index),
                    _ if open.is_some() => {
                        quoted.inside[t] = true;
                        run.push(t);
                    }
                    _ if token.upos != crate::language::Upos::Punct => outside += 1,
                    _ => {}
                }
            }
            close(&mut run, &mut quoted);
            quoted.whole = outside == 0;
            out.push(quoted);
        }
        out
    }
}

/// The quotation marks of a sentence.
struct Quoted {
    /// Whether each word is inside.
    inside: Vec<bool>,
    /// How many words the quotation around each word has in this sentence.
    lengths: Vec<usize>,
    /// The sentence where a quotation began that is still open as this one starts.
    continued: Option<usize>,
    /// No word stands outside.
    whole: bool,
}

/// The entity that an argument's head refers to.
pub(super) fn entity_of(mentions: &[Mention]) -> FxHashMap<(u32, TokenId), u32> {
    by_head(mentions)
        .into_iter()
        .filter_map(|(key, index)| {
            let mention = mentions.get(index)?;
            (mention.form != MentionForm::Modifier).then_some((key, mention.entity))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::{
        extraction::{Source, propositions, testing},
        knowledge::Lexicon,
    };

    /// Lemma of each attributed predicate with its source's words and whether the cue vouches.
    fn sources(tree: &str) -> Vec<(String, String, bool)> {
        let lexicon =
            Lexicon::parse(crate::knowledge::file).expect("the embedded lexicon is well formed");
        let (document, analysis) = testing::document(tree);
        let mut found = propositions::read(&analysis, &lexicon);
        super::assign(&mut found, &document, &analysis, &lexicon, &[], &[]);
        found
            .iter()
            .filter_map(|p| {
                let a = p.attribution.as_ref()?;
                let Source::Text(words) = &a.source else {
                    return None;
                };
                Some((p.predicate.lemma.to_string(), words.clone(), a.vouched))
            })
            .collect()
    }

    fn one(lemma: &str, source: &str, vouched: bool) -> Vec<(String, String, bool)> {
        vec![(lemma.into(), source.into(), vouched)]
    }

    #[test]
    fn what_a_reporting_verb_governs_is_its_subjects() {
        let tree = |verb: &str| {
            format!(
                "Police/_/NOUN/NNS/2/nsubj {verb}/VERB/VBD/0/root that/_/SCONJ/IN/5/mark rebels/rebel/NOUN/NNS/5/nsubj \
                 fled/flee/VERB/VBD/2/ccomp"
            )
        };
        assert_eq!(sources(&tree("said/say")), one("flee", "Police", false));
        assert_eq!(
            sources(&tree("confirmed/confirm")),
            one("flee", "Police", true)
        );
    }

    #[test]
    fn the_innermost_source_is_kept() {
        let found = sources(
            "Police/_/NOUN/NNS/2/nsubj said/say/VERB/VBD/0/root witnesses/witness/NOUN/NNS/4/nsubj claimed/claim/VERB/VBD/2/ccomp \
             rebels/rebel/NOUN/NNS/6/nsubj fled/flee/VERB/VBD/4/ccomp",
        );
        assert_eq!(
            found,
            [
                ("claim".into(), "Police".into(), false),
                ("flee".into(), "witnesses".into(), false)
            ]
        );
    }

    #[test]
    fn according_to_names_the_source_of_its_clause() {
        let found = sources(
            "Rebels/rebel/NOUN/NNS/2/nsubj fled/flee/VERB/VBD/0/root ,/_/PUNCT/,/7/punct according/accord/VERB/VBG/7/case to/_/ADP/IN/4/fixed \
             the/_/DET/DT/7/det ministry/_/NOUN/NN/2/obl",
        );
        assert_eq!(found, one("flee", "the ministry", false));
    }

    #[test]
    fn what_the_reporter_tells_has_no_source() {
        assert_eq!(
            sources("Rebels/rebel/NOUN/NNS/2/nsubj fled/flee/VERB/VBD/0/root"),
            []
        );
    }
}
