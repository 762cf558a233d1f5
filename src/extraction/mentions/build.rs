//! From drafts and chains to what the stage hands on.

use super::{Claim, Context, Found, Reading};
use crate::{
    extraction::{Entity, Mention},
    knowledge::gazetteer::fold,
    text::Span,
};

/// Numbers entities and mentions in the order of the text, and points the claims to them.
pub(super) fn finish(context: &Context, reading: &Reading) -> Found {
    let mut drafts: Vec<usize> = (0..reading.drafts.len())
        .filter(|&d| reading.drafts.get(d).is_some_and(|d| d.chain.is_some()))
        .collect();
    drafts.sort_by_key(|&d| {
        reading
            .drafts
            .get(d)
            .map(|d| (d.sentence, d.head, d.name.start, d.name.end, d.form))
    });
    let mut entity_of: Vec<Option<u32>> = vec![None; reading.chains.len()];
    let mut order: Vec<usize> = Vec::new();
    let number = |chain: usize, entity_of: &mut Vec<Option<u32>>, order: &mut Vec<usize>| {
        if let Some(slot) = entity_of.get_mut(chain)
            && slot.is_none()
        {
            *slot = Some(order.len() as u32);
            order.push(chain);
        }
    };
    for &d in &drafts {
        if let Some(chain) = reading.drafts.get(d).and_then(|d| d.chain) {
            number(chain, &mut entity_of, &mut order);
        }
    }
    for claim in &reading.claims {
        number(claim.subject, &mut entity_of, &mut order);
        number(claim.object, &mut entity_of, &mut order);
    }
    for chain in order.clone() {
        for &m in reading.chains.get(chain).map_or(&[][..], |c| &c.members) {
            number(m, &mut entity_of, &mut order);
        }
    }
    let id = |chain: usize| entity_of.get(chain).copied().flatten();
    let mentions: Vec<Mention> = drafts
        .iter()
        .filter_map(|&d| {
            let draft = reading.drafts.get(d)?;
            let sentence = context.sentence(draft.sentence)?;
            Some(Mention {
                sentence: draft.sentence as u32,
                tokens: draft.tokens.clone(),
                head: draft.head,
                span: sentence
                    .cover(draft.name.clone())
                    .unwrap_or(Span::new(0, 0)),
                form: draft.form,
                entity: id(draft.chain?)?,
            })
        })
        .collect();
    let entities: Vec<Entity> = order
        .iter()
        .filter_map(|&c| reading.chains.get(c))
        .map(|c| {
            let name = fullest(context, c);
            let mut aliases: Vec<String> = c
                .forms
                .iter()
                .map(|f| f.split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|f| *f != name && !f.is_empty())
                .collect();
            aliases.sort();
            aliases.dedup();
            let mut reasons = c.reasons.clone();
            reasons.sort();
            reasons.dedup();
            Entity {
                class: c.class.clone(),
                name,
                aliases,
                link: c.link.clone(),
                country: c.country.clone(),
                gender: c.gender,
                plural: c.plural,
                members: c.members.iter().filter_map(|&m| id(m)).collect(),
                named: c.named,
                reasons,
            }
        })
        .collect();
    let mention_of = |entity: u32, sentence: usize| {
        mentions
            .iter()
            .position(|m| m.entity == entity && m.sentence == sentence as u32)
            .map(|m| m as u32)
    };
    let mut claims: Vec<Claim> = Vec::new();
    for c in &reading.claims {
        let (Some(subject), Some(object)) = (id(c.subject), id(c.object)) else {
            continue;
        };
        let claim = Claim {
            sentence: c.sentence as u32,
            subject,
            subject_mention: mention_of(subject, c.sentence),
            predicate: c.predicate.clone(),
            object,
            object_mention: mention_of(object, c.sentence),
            ended: c.ended,
            acting: c.acting,
            factuality: c.factuality,
            predicate_noun: c.predicate_noun,
            rule: c.rule,
        };
        if !claims.contains(&claim) {
            claims.push(claim);
        }
    }
    Found {
        mentions,
        entities,
        claims,
    }
}

/// The fullest name met: the one with most words, the first of those.
fn fullest(context: &Context, chain: &super::Chain) -> String {
    let tidy = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_adjective = |s: &str| context.gazetteer.country_of_adjective(s).is_some();
    if chain.class != "Person" {
        if chain.link.is_some() || !chain.named {
            return tidy(&chain.name);
        }
        let mut best = chain.name.as_str();
        for form in &chain.forms {
            let longer = form.split_whitespace().count() > best.split_whitespace().count();
            if longer && !is_adjective(form) {
                best = form;
            }
        }
        return tidy(best);
    }
    let mut best = chain.name.as_str();
    for form in &chain.forms {
        if fold(form).split(' ').count() > fold(best).split(' ').count() {
            best = form;
        }
    }
    tidy(best)
}
