//! Readings by hand: what a document says, without its being read.

use chancery::{
    extraction::{
        Attribution, Entity, EntityId, Event, Extraction, Factuality, Gender, Mention, MentionForm,
        Passage, Source, Statement,
    },
    knowledge::Gazetteer,
    resolution::{Context, Decisions, DocumentRecord, Reading, Resolution, resolve},
    schema::Schema,
    text::{Span, TimeSpan},
};
use std::{collections::BTreeMap, sync::LazyLock};

pub(crate) static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| Schema::builtin().expect("the ontology"));
pub(crate) static GAZETTEER: LazyLock<Gazetteer> =
    LazyLock::new(|| Gazetteer::embedded().expect("the gazetteer"));
pub(crate) static NONE: LazyLock<Decisions> = LazyLock::new(Decisions::default);

pub(crate) fn context(decisions: &Decisions) -> Context<'_> {
    Context {
        schema: &SCHEMA,
        gazetteer: &GAZETTEER,
        decisions,
    }
}

pub(crate) fn resolved(readings: &[Reading]) -> Resolution {
    resolve(readings, &context(&NONE)).expect("resolves")
}

/// A document being made up.
pub(crate) struct Doc {
    pub(crate) reading: Reading,
}

pub(crate) fn doc(id: &str, published: &str) -> Doc {
    Doc {
        reading: Reading {
            document: DocumentRecord {
                id: id.to_owned(),
                published: published.parse().ok(),
                content_hash: id.to_owned(),
                ..DocumentRecord::default()
            },
            extraction: Extraction::default(),
        },
    }
}

impl Doc {
    pub(crate) fn done(self) -> Reading {
        self.reading
    }

    /// A sentence; what follows is told by it.
    pub(crate) fn says(&mut self, text: &str) -> &mut Self {
        let begin = self
            .reading
            .extraction
            .passages
            .last()
            .map_or(0, |p| p.end + 1);
        let end = begin + text.chars().count() as u32;
        self.reading.extraction.passages.push(Passage {
            text: text.to_owned(),
            span: Span::new(begin, end),
            begin,
            end,
        });
        self
    }

    fn sentence(&mut self) -> u32 {
        if self.reading.extraction.passages.is_empty() {
            self.says("Something happened.");
        }
        self.reading.extraction.passages.len() as u32 - 1
    }

    /// An entity of the class; `spec` is its name, with `=link`, `@country`, `#f` or `#m` after it; `?` before it: no
    /// proper name.
    pub(crate) fn entity(&mut self, class: &str, spec: &str) -> EntityId {
        let sentence = self.sentence();
        let mut name = spec;
        let mut take = |mark: char| {
            let (rest, value) = name.rsplit_once(mark)?;
            name = rest;
            Some(value.to_owned())
        };
        let gender = take('#').map(|g| {
            if g == "f" {
                Gender::Feminine
            } else {
                Gender::Masculine
            }
        });
        let country = take('@');
        let link = take('=');
        let named = !name.starts_with('?');
        let id = self.reading.extraction.entities.len() as EntityId;
        self.reading.extraction.entities.push(Entity {
            class: class.to_owned(),
            name: name.trim_start_matches('?').to_owned(),
            aliases: Vec::new(),
            link,
            country,
            gender,
            plural: false,
            members: Vec::new(),
            named,
            reasons: Vec::new(),
        });
        self.reading.extraction.mentions.push(Mention {
            sentence,
            tokens: 0..1,
            head: 0,
            span: Span::new(0, 1),
            form: MentionForm::Name,
            entity: id,
        });
        id
    }

    pub(crate) fn person(&mut self, spec: &str) -> EntityId {
        self.entity("Person", spec)
    }

    pub(crate) fn alias(&mut self, entity: EntityId, alias: &str) {
        self.reading.extraction.entities[entity as usize]
            .aliases
            .push(alias.to_owned());
    }

    pub(crate) fn fact(
        &mut self,
        subject: EntityId,
        predicate: &str,
        object: EntityId,
    ) -> &mut Statement {
        let sentence = self.sentence();
        let list = &mut self.reading.extraction.statements;
        list.push(Statement {
            sentence,
            subject,
            subject_mention: None,
            predicate: predicate.to_owned(),
            object,
            object_mention: None,
            factuality: Factuality::Fact,
            attribution: None,
            time: TimeSpan::default(),
            ended: false,
            acting: false,
            event: None,
            confidence: 0.9,
            rule: "test".to_owned(),
        });
        list.last_mut().expect("just pushed")
    }

    /// An event with its shortcut statements; roles as `[("actor", entity)]`, a date or nothing.
    pub(crate) fn event(
        &mut self,
        class: &str,
        roles: &[(&str, EntityId)],
        date: &str,
        factuality: Factuality,
    ) -> usize {
        let sentence = self.sentence();
        let mut map: BTreeMap<String, Vec<EntityId>> = BTreeMap::new();
        for (role, entity) in roles {
            map.entry((*role).to_owned()).or_default().push(*entity);
        }
        let time = date
            .parse()
            .map_or_else(|_| TimeSpan::default(), TimeSpan::at);
        let event = self.reading.extraction.events.len();
        self.reading.extraction.events.push(Event {
            sentences: vec![sentence],
            class: class.to_owned(),
            trigger: Span::new(event as u32, event as u32 + 1),
            roles: map.clone(),
            texts: BTreeMap::new(),
            entity: None,
            factuality,
            attribution: None,
            time,
            plover: SCHEMA.plover_code(class).map(str::to_owned),
            mode: None,
            confidence: 0.8,
            rule: "test".to_owned(),
        });
        let shortcut = SCHEMA
            .shortcut(class)
            .unwrap_or("interactedWith")
            .to_owned();
        let actors = map.get("actor").cloned().unwrap_or_default();
        let others = match map.get("recipient") {
            Some(list) => list.clone(),
            None if SCHEMA.symmetric(&shortcut) => actors.clone(),
            None => Vec::new(),
        };
        for a in &actors {
            for b in &others {
                if a < b || (a != b && map.contains_key("recipient")) {
                    let statement = self.fact(*a, &shortcut, *b);
                    statement.factuality = factuality;
                    statement.time = time;
                    statement.event = Some(event as u32);
                }
            }
        }
        event
    }
}

#[allow(clippy::unnecessary_wraps, reason = "goes as it is into a statement")]
pub(crate) fn says(entity: EntityId, vouched: bool) -> Option<Attribution> {
    Some(Attribution {
        source: Source::Entity(entity),
        cue: "say".to_owned(),
        vouched,
    })
}
