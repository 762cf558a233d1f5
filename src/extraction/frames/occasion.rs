use super::{
    context::{Context, Filler},
    emit::Found,
};
use crate::{
    extraction::{
        Entity, EntityId, Event, Factuality, PredicateKind, Proposition, PropositionId, Role,
        Statement,
    },
    knowledge::frames::NounPattern,
    language::{Deprel, Sentence, TokenId, Upos},
    text::{Document, Span, TimeSpan},
};
use std::collections::{BTreeMap, btree_map::Entry};

/// An occasion that the text names, and who is said to take part in it.
#[derive(Debug)]
pub(super) struct Named {
    class: String,
    sentence: u32,
    trigger: Span,
    /// The entity that it already is.
    entity: Option<EntityId>,
    /// The words of its noun phrase.
    label: String,
    /// Named with the definite article: it may be one told of before.
    definite: bool,
    roles: BTreeMap<String, Vec<EntityId>>,
    participations: Vec<Statement>,
    factuality: Factuality,
    attribution: Option<crate::extraction::Attribution>,
    time: TimeSpan,
    confidence: f32,
}

/// How a verb relates its subject to the occasion that is its object or stands after its preposition.
struct Participation {
    property: &'static str,
    set: &'static str,
}

const PARTICIPATIONS: &[Participation] = &[
    Participation {
        property: "attended",
        set: "attend",
    },
    Participation {
        property: "hosted",
        set: "host",
    },
];

/// Finds the nouns that name occasions, with who attends or hosts them.
pub(super) fn find(document: &Document, cx: &Context<'_>) -> Vec<Named> {
    let mut out: BTreeMap<(u32, TokenId), Named> = BTreeMap::new();
    for id in 0..cx.props.len() as PropositionId {
        let Some(prop) = cx.prop(id) else { continue };
        let Some(sentence) = cx.sentence(prop) else {
            continue;
        };
        if prop.predicate.kind == PredicateKind::Noun {
            let head = prop.predicate.head;
            if let Some(mut named) = name(document, cx, sentence, prop.sentence, head) {
                named.factuality = prop.factuality;
                named.attribution.clone_from(&prop.attribution);
                named.time = prop.time;
                named.confidence = prop.confidence;
                let place = ["in", "at", "near"];
                // Who is bound by a treaty isn't who takes part in an occasion.
                let parties = !cx.frames.is_below(&named.class, "Treaty")
                    && !cx.frames.is_below(&named.class, "Election");
                for a in &prop.arguments {
                    let marker = a.marker.as_deref().unwrap_or_default();
                    let role = match a.role {
                        Role::Oblique if place.contains(&marker) => "location",
                        Role::Oblique if parties && (marker == "between" || marker == "with") => {
                            "actor"
                        }
                        Role::Subject if parties && prop.predicate.support.is_some() => "actor",
                        _ => continue,
                    };
                    let group = if role == "actor" { "agent" } else { "place" };
                    add(
                        cx,
                        &mut named.roles,
                        role,
                        prop.sentence,
                        &a.conjuncts,
                        group,
                    );
                }
                out.entry((prop.sentence, head)).or_insert(named);
            }
        }
        for p in PARTICIPATIONS {
            if !cx.frames.in_set(p.set, &prop.predicate.lemma)
                || prop.predicate.kind != PredicateKind::Verb
            {
                continue;
            }
            for a in &prop.arguments {
                let direct = a.role == Role::Object
                    || (a.role == Role::Oblique
                        && p.property == "attended"
                        && matches!(a.marker.as_deref(), Some("in" | "at" | "for")));
                if !direct {
                    continue;
                }
                for &head in a.conjuncts.iter().chain([&a.head]) {
                    let key = (prop.sentence, head);
                    let named = match out.entry(key) {
                        Entry::Occupied(known) => known.into_mut(),
                        Entry::Vacant(free) => {
                            match name(document, cx, sentence, prop.sentence, head) {
                                Some(n) => free.insert(n),
                                None => continue,
                            }
                        }
                    };
                    if named
                        .participations
                        .iter()
                        .any(|s| s.predicate == p.property)
                    {
                        continue;
                    }
                    named.factuality = prop.factuality;
                    named.attribution.clone_from(&prop.attribution);
                    if named.time.is_unknown() {
                        named.time = prop.time;
                    }
                    take_part(cx, named, prop, p.property);
                    if p.property == "hosted" {
                        // Who chairs a gathering is there.
                        take_part(cx, named, prop, "attended");
                    }
                }
            }
        }
    }
    out.into_values().collect()
}

fn take_part(cx: &Context<'_>, named: &mut Named, prop: &Proposition, property: &str) {
    let subjects: Vec<_> = prop
        .arguments
        .iter()
        .filter(|a| a.role == Role::Subject)
        .flat_map(|a| cx.listed(prop.sentence, a))
        .filter(|f| {
            cx.entities.get(f.entity as usize).is_some_and(|e| {
                cx.frames.in_group("agent", &e.class)
                    && (prop.predicate.lemma != "host"
                        || property != "attended"
                        || e.class == "Person")
            })
        })
        .collect();
    for f in subjects {
        let actors = named.roles.entry("actor".to_owned()).or_default();
        if !actors.contains(&f.entity) {
            actors.push(f.entity);
        }
        named.participations.push(participation(prop, property, f));
    }
}

/// The statement that somebody takes part; its object is filled in once the occasion has an entity.
fn participation(prop: &Proposition, property: &str, who: Filler) -> Statement {
    Statement {
        sentence: prop.sentence,
        subject: who.entity,
        subject_mention: who.mention,
        predicate: property.to_owned(),
        object: who.entity,
        object_mention: None,
        factuality: prop.factuality,
        attribution: prop.attribution.clone(),
        time: prop.time,
        ended: false,
        acting: false,
        event: None,
        confidence: prop.confidence,
        rule: format!("occasion.{property}"),
    }
}

fn add(
    cx: &Context<'_>,
    roles: &mut BTreeMap<String, Vec<EntityId>>,
    role: &str,
    sentence: u32,
    heads: &[TokenId],
    group: &str,
) {
    for &h in heads {
        for f in cx.token_fillers(sentence, h) {
            let fits = cx
                .entities
                .get(f.entity as usize)
                .is_some_and(|e| cx.frames.in_group(group, &e.class));
            let list = roles.entry(role.to_owned()).or_default();
            if fits && !list.contains(&f.entity) {
                list.push(f.entity);
            }
        }
    }
    roles.retain(|_, v| !v.is_empty());
}

/// The occasion that a noun phrase names, if its head is such a noun or its mention such an entity.
fn name(
    document: &Document,
    cx: &Context<'_>,
    s: &Sentence,
    sentence: u32,
    head: TokenId,
) -> Option<Named> {
    let token = s.tokens.get(head as usize)?;
    let known = cx
        .token_fillers(sentence, head)
        .into_iter()
        .map(|f| f.entity)
        .find(|&e| {
            cx.entities
                .get(e as usize)
                .is_some_and(|e| cx.frames.in_group("occasion", &e.class))
        });
    let class = match known.and_then(|e| cx.entities.get(e as usize)) {
        Some(e) => e.class.clone(),
        None => {
            let lemma = cx.lemma(sentence, head);
            let modifiers = cx.modifiers(sentence, head);
            let fits = |p: &NounPattern| {
                p.head == lemma && p.modifiers.iter().all(|m| modifiers.iter().any(|h| h == m))
            };
            cx.frames
                .occasions
                .iter()
                .find(|(p, _)| fits(p))
                .map(|(_, c)| c.clone())?
        }
    };
    let definite = s
        .children(head)
        .any(|c| matches!(s.token(c).lemma.as_str(), "the" | "this" | "that"));
    Some(Named {
        class,
        sentence,
        trigger: token.span,
        entity: known,
        label: label(document, s, head),
        definite,
        roles: BTreeMap::new(),
        participations: Vec::new(),
        factuality: Factuality::Fact,
        attribution: None,
        time: TimeSpan::default(),
        confidence: 0.8,
    })
}

/// The noun phrase without article, relative clause and asides: "summit in Abuja", "funeral of Keizo Obuchi".
fn label(document: &Document, s: &Sentence, head: TokenId) -> String {
    let mut tokens = Vec::new();
    for t in s.subtree(head) {
        let mut at = t;
        let keep = loop {
            if at == head {
                break true;
            }
            let token = s.token(at);
            let d = token.deprel;
            let part = d.is(Deprel::COMPOUND)
                || d.is(Deprel::AMOD)
                || d.is(Deprel::NUMMOD)
                || d.is(Deprel::FLAT)
                || d.is(Deprel::NMOD)
                || d.is(Deprel::CASE)
                || d.is(Deprel::FIXED)
                || (d.is(Deprel::DET) && token.head != Some(head))
                || token.upos == Upos::Propn;
            if !part {
                break false;
            }
            match token.head {
                Some(h) => at = h,
                None => break false,
            }
        };
        if keep {
            tokens.push(t);
        }
    }
    // Only the stretch around the head: what stands apart is another phrase.
    let mut from = head;
    while from > 0 && tokens.contains(&(from - 1)) {
        from -= 1;
    }
    let mut to = head;
    while tokens.contains(&(to + 1)) {
        to += 1;
    }
    s.cover(from..=to)
        .map(|span| {
            span.of(&document.text)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .unwrap_or_default()
}

/// Gives every occasion its entity and event, and completes the statements about it.
pub(super) fn attach(mut found: Found, entities: &mut Vec<Entity>) -> Found {
    // The occasion last told of, by class, that a definite phrase refers back to.
    let mut last: BTreeMap<String, (EntityId, usize)> = BTreeMap::new();
    let mut by_entity: BTreeMap<EntityId, usize> = BTreeMap::new();
    for named in std::mem::take(&mut found.occasions) {
        let back = named
            .definite
            .then(|| last.get(&named.class).copied())
            .flatten()
            .filter(|_| named.entity.is_none());
        let entity = match (named.entity, back) {
            (Some(e), _) => e,
            (None, Some((e, _))) => e,
            // An occasion that nobody attends, hosts or holds is only spoken of.
            (None, None) if named.participations.is_empty() && named.roles.is_empty() => continue,
            (None, None) => {
                entities.push(Entity {
                    class: named.class.clone(),
                    name: named.label.clone(),
                    aliases: Vec::new(),
                    link: None,
                    country: None,
                    gender: None,
                    plural: false,
                    members: Vec::new(),
                    named: false,
                    reasons: vec![format!("a noun that names a {}", named.class)],
                });
                entities.len() as EntityId - 1
            }
        };
        if back.is_some()
            && let Some(e) = entities.get_mut(entity as usize)
            && e.name != named.label
            && let Err(at) = e.aliases.binary_search(&named.label)
        {
            e.aliases.insert(at, named.label.clone());
        }
        let index = if let Some(&i) = by_entity.get(&entity) {
            if let Some(e) = found.events.get_mut(i) {
                if !e.sentences.contains(&named.sentence) {
                    e.sentences.push(named.sentence);
                }
                for (role, list) in named.roles {
                    let into = e.roles.entry(role).or_default();
                    for id in list {
                        if !into.contains(&id) {
                            into.push(id);
                        }
                    }
                }
                if e.time.is_unknown() {
                    e.time = named.time;
                }
            }
            i
        } else {
            found.events.push(Event {
                sentences: vec![named.sentence],
                class: named.class.clone(),
                trigger: named.trigger,
                roles: named.roles,
                texts: BTreeMap::new(),
                entity: Some(entity),
                factuality: named.factuality,
                attribution: named.attribution,
                time: named.time,
                plover: None,
                mode: None,
                confidence: named.confidence,
                rule: "occasion".to_owned(),
            });
            found.events.len() - 1
        };
        by_entity.insert(entity, index);
        last.insert(named.class.clone(), (entity, index));
        for mut s in named.participations {
            s.object = entity;
            s.event = Some(index as u32);
            found.statements.push(s);
        }
    }
    found
}
