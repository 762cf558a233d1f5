use crate::{
    extraction::{
        Attribution, EntityId, Event, Extraction, MentionForm, MentionId, OpenStatement, Passage,
        Source, Statement,
    },
    knowledge::Knowledge,
    resolution::{Reading, slug},
    text::Span,
};
use serde::Serialize;
use std::io;

/// A record could not be written.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct RecordError(#[from] io::Error);

/// Writes what a document claims as JSON Lines, one record for each relation, event and open proposition, in the order
/// of its sentences. Offsets count Unicode code points of the document's text.
///
/// # Errors
/// Those of the writer.
pub fn write_records(
    mut out: impl io::Write,
    reading: &Reading,
    knowledge: &Knowledge,
) -> Result<(), RecordError> {
    let view = View { reading, knowledge };
    let x = &reading.extraction;
    let mut records: Vec<(u32, Record<'_>)> = Vec::new();
    records.extend(x.statements.iter().map(|s| (s.sentence, view.relation(s))));
    let first = |e: &Event| e.sentences.first().copied().unwrap_or_default();
    records.extend(
        x.events
            .iter()
            .enumerate()
            .map(|(i, e)| (first(e), view.event(i, e))),
    );
    records.extend(x.open.iter().map(|o| (o.sentence, view.open(o))));
    records.sort_by_key(|(sentence, _)| *sentence);
    for (_, record) in &records {
        serde_json::to_writer(&mut out, record).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Record<'a> {
    Relation {
        document: &'a str,
        sentence: SentenceRecord<'a>,
        subject: EntityRecord<'a>,
        predicate: &'a str,
        object: EntityRecord<'a>,
        factuality: &'static str,
        attributed_to: Option<&'a str>,
        start: Option<String>,
        end: Option<String>,
        ended: bool,
        confidence: f32,
        rule: &'a str,
    },
    Event {
        document: &'a str,
        sentence: SentenceRecord<'a>,
        id: String,
        #[serde(rename = "type")]
        class: &'a str,
        plover: Option<&'a str>,
        mode: Option<&'a str>,
        trigger: &'a str,
        actors: Vec<EntityRecord<'a>>,
        recipients: Vec<EntityRecord<'a>>,
        places: Vec<EntityRecord<'a>>,
        start: Option<String>,
        end: Option<String>,
        occasion: Option<EntityRecord<'a>>,
        factuality: &'static str,
        attributed_to: Option<&'a str>,
        confidence: f32,
        rule: &'a str,
    },
    Open {
        document: &'a str,
        sentence: SentenceRecord<'a>,
        subject: &'a str,
        relation: &'a str,
        object: Option<&'a str>,
        arguments: &'a [String],
        factuality: &'static str,
        attributed_to: Option<&'a str>,
        confidence: f32,
    },
}

#[derive(Serialize)]
struct SentenceRecord<'a> {
    index: u32,
    begin: u32,
    end: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct EntityRecord<'a> {
    label: &'a str,
    #[serde(rename = "type")]
    class: &'a str,
    id: String,
    wikidata: Option<&'a str>,
    country: Option<&'a str>,
    mention: Option<&'a str>,
    begin: Option<u32>,
    end: Option<u32>,
}

/// A reading with what its records need to know.
struct View<'a> {
    reading: &'a Reading,
    knowledge: &'a Knowledge,
}

impl<'a> View<'a> {
    fn extraction(&self) -> &'a Extraction {
        &self.reading.extraction
    }

    fn relation(&self, s: &'a Statement) -> Record<'a> {
        Record::Relation {
            document: &self.reading.document.id,
            sentence: self.sentence(s.sentence),
            subject: self.entity(s.subject, s.subject_mention),
            predicate: &s.predicate,
            object: self.entity(s.object, s.object_mention),
            factuality: s.factuality.as_str(),
            attributed_to: self.source(s.attribution.as_ref()),
            start: s.time.start.map(|d| d.to_string()),
            end: s.time.end.map(|d| d.to_string()),
            ended: s.ended,
            confidence: s.confidence,
            rule: &s.rule,
        }
    }

    fn event(&self, index: usize, e: &'a Event) -> Record<'a> {
        let sentence = e.sentences.first().copied().unwrap_or_default();
        let all = |role: &str| -> Vec<EntityRecord<'a>> {
            let ids = e.roles.get(role).map(Vec::as_slice).unwrap_or_default();
            ids.iter()
                .map(|id| self.entity(*id, self.mention_in(*id, sentence)))
                .collect()
        };
        Record::Event {
            document: &self.reading.document.id,
            sentence: self.sentence(sentence),
            id: format!("{}#event-{index}", self.reading.document.id),
            class: &e.class,
            plover: e.plover.as_deref(),
            mode: e.mode.as_deref(),
            trigger: self.words(e.trigger),
            actors: all("actor"),
            recipients: all("recipient"),
            places: all("location"),
            start: e.time.start.map(|d| d.to_string()),
            end: e.time.end.map(|d| d.to_string()),
            occasion: all("occasion").into_iter().next(),
            factuality: e.factuality.as_str(),
            attributed_to: self.source(e.attribution.as_ref()),
            confidence: e.confidence,
            rule: &e.rule,
        }
    }

    fn open(&self, o: &'a OpenStatement) -> Record<'a> {
        Record::Open {
            document: &self.reading.document.id,
            sentence: self.sentence(o.sentence),
            subject: &o.subject,
            relation: &o.relation,
            object: o.object.as_deref(),
            arguments: &o.arguments,
            factuality: o.factuality.as_str(),
            attributed_to: self.source(o.attribution.as_ref()),
            confidence: o.confidence,
        }
    }

    fn sentence(&self, index: u32) -> SentenceRecord<'a> {
        let passage = self.extraction().passages.get(index as usize);
        SentenceRecord {
            index,
            begin: passage.map_or(0, |p| p.begin),
            end: passage.map_or(0, |p| p.end),
            text: passage.map_or("", |p| p.text.as_str()),
        }
    }

    fn entity(&self, id: EntityId, mention: Option<MentionId>) -> EntityRecord<'a> {
        let x = self.extraction();
        let entity = x.entities.get(id as usize);
        let mention = mention.and_then(|m| x.mentions.get(m as usize));
        let gazetteer = &self.knowledge.gazetteer;
        let link = entity.and_then(|e| e.link.as_deref());
        let country = entity.and_then(|e| e.country.as_deref());
        EntityRecord {
            label: entity.map_or("", |e| e.name.as_str()),
            class: entity.map_or("", |e| e.class.as_str()),
            id: link.map_or_else(
                || slug(entity.map_or("", |e| e.name.as_str())),
                str::to_owned,
            ),
            wikidata: link
                .and_then(|l| gazetteer.get(l))
                .and_then(|e| e.wikidata.as_deref()),
            country: country.and_then(|c| gazetteer.iso3(c)),
            mention: mention.map(|m| self.words(m.span)),
            begin: mention.and_then(|m| self.code_point(m.sentence, m.span.start)),
            end: mention.and_then(|m| self.code_point(m.sentence, m.span.end)),
        }
    }

    /// Where an entity is mentioned in a sentence, by name rather than by pronoun.
    fn mention_in(&self, entity: EntityId, sentence: u32) -> Option<MentionId> {
        let x = self.extraction();
        (0..x.mentions.len() as MentionId)
            .filter(|m| {
                let m = &x.mentions[*m as usize];
                m.entity == entity && m.sentence == sentence
            })
            .min_by_key(|m| x.mentions[*m as usize].form != MentionForm::Name)
    }

    fn source(&self, attribution: Option<&'a Attribution>) -> Option<&'a str> {
        Some(match &attribution?.source {
            Source::Entity(id) => self.extraction().entities.get(*id as usize)?.name.as_str(),
            Source::Text(words) => words.as_str(),
        })
    }

    fn passage_at(&self, byte: u32) -> Option<&'a Passage> {
        let passages = &self.extraction().passages;
        let after = passages.partition_point(|p| p.span.start <= byte);
        passages.get(after.checked_sub(1)?)
    }

    /// The words of a span that lies in one sentence.
    fn words(&self, span: Span) -> &'a str {
        self.passage_at(span.start).map_or("", |p| {
            let inside = Span::new(
                span.start - p.span.start,
                span.end.saturating_sub(p.span.start),
            );
            inside.of(&p.text)
        })
    }

    fn code_point(&self, sentence: u32, byte: u32) -> Option<u32> {
        let passage = self.extraction().passages.get(sentence as usize)?;
        let before = byte.checked_sub(passage.span.start)? as usize;
        Some(passage.begin + passage.text.get(..before)?.chars().count() as u32)
    }
}
