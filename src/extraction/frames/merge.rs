use super::emit::Found;
use crate::{
    extraction::{Entity, EntityId, Event, Statement},
    knowledge::frames::Frames,
    text::TimeSpan,
};

/// Joins what tells of the same event twice, lifts relations between states to the states, and drops repetitions.
pub(super) fn merge(
    found: Found,
    entities: &[Entity],
    frames: &Frames,
) -> (Vec<Event>, Vec<Statement>) {
    let mut events: Vec<Event> = Vec::new();
    let mut new_index: Vec<u32> = Vec::new();
    for event in found.events {
        let same = events
            .iter_mut()
            .enumerate()
            .find(|(_, e)| same_event(e, &event, frames));
        if let Some((i, old)) = same {
            join(old, event);
            new_index.push(i as u32);
        } else {
            new_index.push(events.len() as u32);
            events.push(event);
        }
    }
    let mut statements: Vec<Statement> = Vec::new();
    for mut s in found.statements {
        s.event = s.event.and_then(|e| new_index.get(e as usize).copied());
        if frames.relations.get(&s.predicate).is_some_and(|r| r.state) {
            s.subject = state_of(s.subject, entities).unwrap_or(s.subject);
            s.object = state_of(s.object, entities).unwrap_or(s.object);
        }
        if s.subject != s.object && !statements.iter().any(|o| same_claim(o, &s)) {
            statements.push(s);
        }
    }
    (events, statements)
}

/// The country that a person acts for, where the document has it among its entities.
fn state_of(id: EntityId, entities: &[Entity]) -> Option<EntityId> {
    let person = entities.get(id as usize).filter(|e| e.class == "Person")?;
    let country = person.country.as_deref()?;
    entities
        .iter()
        .position(|e| e.class == "Country" && e.link.as_deref() == Some(country))
        .map(|i| i as EntityId)
}

fn same_claim(a: &Statement, b: &Statement) -> bool {
    a.sentence == b.sentence
        && a.subject == b.subject
        && a.predicate == b.predicate
        && a.object == b.object
        && a.factuality == b.factuality
        && a.event == b.event
}

/// Whether two tellings are of one event: the same class, sureness and participants, and times that agree. Acts of speech
/// stay apart, for one may accuse twice.
fn same_event(a: &Event, b: &Event, frames: &Frames) -> bool {
    let kind = frames.event_type(&a.class);
    if a.class != b.class || a.factuality != b.factuality || a.entity != b.entity {
        return false;
    }
    if a.sentences == b.sentences && a.trigger == b.trigger {
        return true;
    }
    if kind.speech || kind.occasion {
        return false;
    }
    let role = |e: &Event, r: &str| -> Vec<EntityId> {
        let mut v = e.roles.get(r).cloned().unwrap_or_default();
        v.sort_unstable();
        v
    };
    let (actors, recipients) = (role(a, "actor"), role(a, "recipient"));
    if actors.is_empty() && recipients.is_empty() {
        return false;
    }
    actors == role(b, "actor")
        && recipients == role(b, "recipient")
        && (actors.len() + recipients.len() >= 2)
        && compatible(a.time, b.time)
}

fn compatible(a: TimeSpan, b: TimeSpan) -> bool {
    match (a.start.or(a.end), b.start.or(b.end)) {
        (Some(x), Some(y)) => x.compatible(y),
        _ => true,
    }
}

fn join(old: &mut Event, new: Event) {
    for s in new.sentences {
        if !old.sentences.contains(&s) {
            old.sentences.push(s);
        }
    }
    for (role, list) in new.roles {
        let into = old.roles.entry(role).or_default();
        for id in list {
            if !into.contains(&id) {
                into.push(id);
            }
        }
    }
    for (role, list) in new.texts {
        let into = old.texts.entry(role).or_default();
        for text in list {
            if !into.contains(&text) {
                into.push(text);
            }
        }
    }
    if old.time.is_unknown() {
        old.time = new.time;
    }
    if old.plover.is_none() {
        old.plover = new.plover;
    }
    if old.attribution.is_some() && new.attribution.is_none() {
        old.attribution = None;
    }
    old.confidence = old.confidence.max(new.confidence);
}
