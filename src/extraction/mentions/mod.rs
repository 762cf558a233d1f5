//! Who and what a document talks about: mentions, and the entities that their chains stand for.
//!
//! Names come from the learned tagger, the gazetteer and the tree, each where the others are silent; chains are built by
//! sieves in order of trust: names, then descriptions, then pronouns (after Lee et al. 2013), each deciding only where it
//! is sure.

mod beside;
mod build;
mod chains;
mod claims;
mod names;
mod nominals;
mod posts;
mod pronouns;
mod syntax;
#[cfg(test)]
mod tests;
mod titles;

use super::{
    Embedding, Entity, EntityId, Factuality, Mention, MentionForm, MentionId, Proposition,
    Statement,
};
use crate::{
    knowledge::{Gazetteer, Knowledge, Nouns, gazetteer::Candidate},
    language::{Analysis, Sentence, TokenId},
    text::{Document, PartialDate, TimeSpan},
};
use std::ops::Range;

/// The mentions and entities of a document, and what titles and descriptions claim of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// In the order of the text.
    pub mentions: Vec<Mention>,
    /// In the order of their first mention.
    pub entities: Vec<Entity>,
    /// What titles, appositions and descriptions say; [`relations`] makes statements of them.
    pub claims: Vec<Claim>,
}

/// A relation that a title, an apposition or another description states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The sentence, as an index into the analysis.
    pub sentence: u32,
    /// Of whom.
    pub subject: EntityId,
    /// Where the sentence names the subject.
    pub subject_mention: Option<MentionId>,
    /// Local name of the property.
    pub predicate: String,
    /// To whom or what.
    pub object: EntityId,
    /// Where the sentence names the object.
    pub object_mention: Option<MentionId>,
    /// Told as over ("former").
    pub ended: bool,
    /// Told as provisional ("acting").
    pub acting: bool,
    /// How surely the words themselves tell it ("president-elect" is planned).
    pub factuality: Factuality,
    /// The predicate noun whose clause decides how surely it is told; none where the description merely presupposes it.
    pub predicate_noun: Option<TokenId>,
    /// Id of the rule.
    pub rule: &'static str,
}

/// Finds who and what the document talks about.
pub fn find(document: &Document, analysis: &Analysis, knowledge: &Knowledge) -> Found {
    let context = Context {
        document,
        analysis,
        gazetteer: &knowledge.gazetteer,
        nouns: &knowledge.nouns,
        date: document.published,
    };
    let mut reading = Reading::default();
    names::find(&context, &mut reading);
    chains::join_names(&context, &mut reading);
    nominals::find(&context, &mut reading);
    chains::join_descriptions(&context, &mut reading);
    pronouns::resolve(&context, &mut reading);
    claims::collect(&context, &mut reading);
    build::finish(&context, &reading)
}

/// The statements that titles and descriptions make. Those of predicate nouns take factuality, source and time from
/// their clause's proposition.
pub fn relations(found: &Found, propositions: &[Proposition]) -> Vec<Statement> {
    found
        .claims
        .iter()
        .filter_map(|claim| statement(claim, propositions))
        .collect()
}

fn statement(claim: &Claim, propositions: &[Proposition]) -> Option<Statement> {
    let clause = claim.predicate_noun.and_then(|noun| {
        propositions
            .iter()
            .find(|p| p.sentence == claim.sentence && p.predicate.head == noun)
    });
    // A predicate noun under "if" or a question says nothing; a clause that isn't found is not known to be told as so.
    if claim.predicate_noun.is_some() && clause.is_none() {
        return None;
    }
    let factuality = match clause {
        Some(p) if p.factuality != Factuality::Fact => p.factuality,
        Some(p) if claim.factuality == Factuality::Fact && p.tense == super::Tense::Future => {
            Factuality::Planned
        }
        _ => claim.factuality,
    };
    let past = clause.is_some_and(|p| {
        p.tense == super::Tense::Past
            && !p.perfect
            && !matches!(p.parent, Some((_, Embedding::Complement)))
    });
    Some(Statement {
        sentence: claim.sentence,
        subject: claim.subject,
        subject_mention: claim.subject_mention,
        predicate: claim.predicate.clone(),
        object: claim.object,
        object_mention: claim.object_mention,
        factuality,
        attribution: clause.and_then(|p| p.attribution.clone()),
        time: clause.map_or_else(TimeSpan::default, |p| p.time),
        ended: claim.ended || past,
        acting: claim.acting,
        event: None,
        confidence: if claim.predicate_noun.is_some() {
            0.8
        } else {
            0.9
        },
        rule: claim.rule.to_owned(),
    })
}

/// What every pass reads.
struct Context<'a> {
    document: &'a Document,
    analysis: &'a Analysis,
    gazetteer: &'a Gazetteer,
    nouns: &'a Nouns,
    /// The article's date.
    date: Option<PartialDate>,
}

impl Context<'_> {
    fn sentence(&self, index: usize) -> Option<&Sentence> {
        self.analysis.sentences.get(index)
    }

    fn surface(&self, sentence: usize, tokens: &Range<TokenId>) -> String {
        self.sentence(sentence)
            .map_or_else(String::new, |s| syntax::surface(self.document, s, tokens))
    }
}

/// The state that the passes hand on.
#[derive(Debug, Default)]
struct Reading {
    drafts: Vec<Draft>,
    chains: Vec<Chain>,
    claims: Vec<DraftClaim>,
}

/// A mention in the making.
#[derive(Clone, Debug)]
struct Draft {
    sentence: usize,
    /// With title and modifiers.
    tokens: Range<TokenId>,
    /// The bare name or description.
    name: Range<TokenId>,
    head: TokenId,
    form: MentionForm,
    /// Local name of its class, empty where unknown.
    class: String,
    text: String,
    candidates: Vec<Candidate>,
    /// The post that its title or head noun names.
    posts: Vec<posts::PostReading>,
    plural: bool,
    chain: Option<usize>,
}

/// An entity in the making. Chains that were merged into another one have no drafts.
#[derive(Clone, Debug, Default)]
struct Chain {
    drafts: Vec<usize>,
    class: String,
    name: String,
    /// Surface forms that name it.
    forms: Vec<String>,
    link: Option<String>,
    country: Option<String>,
    gender: Option<super::Gender>,
    plural: bool,
    members: Vec<usize>,
    named: bool,
    reasons: Vec<String>,
}

/// A claim between chains.
#[derive(Clone, Debug)]
struct DraftClaim {
    sentence: usize,
    subject: usize,
    predicate: String,
    object: usize,
    ended: bool,
    acting: bool,
    factuality: Factuality,
    predicate_noun: Option<TokenId>,
    rule: &'static str,
}

impl Reading {
    /// The draft whose name or whole stretch has this head.
    fn draft_at(&self, sentence: usize, head: TokenId) -> Option<usize> {
        self.drafts.iter().position(|d| {
            d.sentence == sentence && d.head == head && d.form != MentionForm::Pronoun
        })
    }

    /// The named or described entity at a word: the draft with this head, else the one whose name covers it (parsers
    /// hang things on any word of a name).
    fn draft_near(&self, sentence: usize, head: TokenId) -> Option<usize> {
        self.draft_at(sentence, head)
            .or_else(|| self.covering(sentence, head))
    }

    /// The chain that the draft with this head is part of.
    fn chain_at(&self, sentence: usize, head: TokenId) -> Option<usize> {
        self.drafts
            .iter()
            .find(|d| d.sentence == sentence && d.head == head && d.chain.is_some())
            .and_then(|d| d.chain)
    }

    /// A draft whose name covers this token.
    fn covering(&self, sentence: usize, token: TokenId) -> Option<usize> {
        self.drafts
            .iter()
            .position(|d| d.sentence == sentence && d.name.contains(&token))
    }

    /// Puts a draft into a chain.
    fn attach(&mut self, draft: usize, chain: usize) {
        if let Some(d) = self.drafts.get_mut(draft) {
            d.chain = Some(chain);
        }
        if let Some(c) = self.chains.get_mut(chain) {
            c.drafts.push(draft);
        }
    }

    /// A new chain of one draft.
    fn start(&mut self, draft: usize, mut chain: Chain) -> usize {
        let id = self.chains.len();
        chain.drafts.push(draft);
        self.chains.push(chain);
        if let Some(d) = self.drafts.get_mut(draft) {
            d.chain = Some(id);
        }
        id
    }

    /// Merges chain `from` into `into`; what `into` knows wins.
    fn merge(&mut self, from: usize, into: usize, reason: &str) {
        if from == into {
            return;
        }
        let Some(old) = self.chains.get_mut(from).map(std::mem::take) else {
            return;
        };
        for &d in &old.drafts {
            if let Some(draft) = self.drafts.get_mut(d) {
                draft.chain = Some(into);
            }
        }
        let Some(chain) = self.chains.get_mut(into) else {
            return;
        };
        if old.named && !chain.named {
            chain.name = old.name;
            chain.class = old.class;
            chain.named = true;
        }
        chain.drafts.extend(old.drafts);
        chain.forms.extend(old.forms);
        chain.link = chain.link.take().or(old.link);
        chain.country = chain.country.take().or(old.country);
        chain.gender = chain.gender.or(old.gender);
        chain.reasons.extend(old.reasons);
        if !reason.is_empty() {
            chain.reasons.push(reason.to_owned());
        }
        for other in &mut self.chains {
            for member in &mut other.members {
                if *member == from {
                    *member = into;
                }
            }
        }
    }
}
