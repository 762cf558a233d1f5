//! What the gazetteer knows of the entities met: a graph of its own, since no article says so.

use super::{
    KNOWLEDGE,
    block::Block,
    terms::{self, chy, date, english, text},
    write::Writer,
};
use crate::knowledge::{
    Gazetteer,
    gazetteer::{Entry, KinRelation, OfficeType, Term, TermStatus},
};
use oxigraph::model::{
    NamedNode,
    vocab::{rdf, rdfs},
};
use std::collections::{BTreeMap, BTreeSet};

/// The graph of what is known of the entities that a resolution links.
pub(super) fn knowledge(writer: &Writer<'_>, gazetteer: &Gazetteer) -> Vec<Block> {
    let met: BTreeSet<&str> = writer
        .resolution
        .entities
        .iter()
        .filter(|e| e.used || e.named)
        .filter_map(|e| e.link.as_deref())
        .collect();
    let mut known = Known {
        writer,
        gazetteer,
        met: &met,
        blocks: BTreeMap::new(),
    };
    for id in &met {
        if let Some(entry) = gazetteer.get(id) {
            known.entry(entry);
        }
    }
    known.blocks.into_values().map(Block::settle).collect()
}

struct Known<'a> {
    writer: &'a Writer<'a>,
    gazetteer: &'a Gazetteer,
    met: &'a BTreeSet<&'a str>,
    blocks: BTreeMap<String, Block>,
}

impl Known<'_> {
    fn block(&mut self, name: &str) -> &mut Block {
        let iri = self.writer.iri(name);
        self.blocks
            .entry(name.to_owned())
            .or_insert_with(|| Block::new(iri, NamedNode::new_unchecked(KNOWLEDGE)))
    }

    /// The node of an entry; one that no article speaks of gets its name and class here.
    fn node(&mut self, id: &str) -> NamedNode {
        if let (false, Some(entry)) = (self.met.contains(id), self.gazetteer.get(id)) {
            let (label, class) = (english(&entry.label), chy(entry.class));
            let block = self.block(id);
            block.add(rdfs::LABEL, label);
            block.add(rdf::TYPE, class);
        }
        self.writer.iri(id)
    }

    fn relate(&mut self, from: &str, property: &str, to: &str) {
        let to = self.node(to);
        self.block(from).add(chy(property), to);
    }

    fn entry(&mut self, entry: &Entry) {
        if let Some(country) = entry.as_country() {
            if let Some(code) = &country.iso3 {
                let code = text(code);
                self.block(&entry.id).add(chy("iso3"), code);
            }
        } else if let Some(country) = &entry.country {
            match entry.class {
                "Person" => self.relate(&entry.id, "citizenOf", country),
                "City" | "Region" | "Landmark" | "Place" => {
                    self.relate(&entry.id, "locatedIn", country);
                }
                _ => {}
            }
            let capital = self
                .gazetteer
                .get(country)
                .and_then(|c| c.as_country()?.capital.clone());
            if capital.as_ref() == Some(&entry.id) {
                self.relate(&entry.id, "capitalOf", country);
            }
        }
        for kin in entry.person().map_or(&[][..], |p| &p.kin) {
            if !self.met.contains(kin.person.as_str()) {
                continue;
            }
            let property = match kin.relation {
                KinRelation::ChildOf => "childOf",
                KinRelation::SpouseOf => "spouseOf",
                KinRelation::SiblingOf => "siblingOf",
                KinRelation::RelativeOf => "relativeOf",
            };
            self.relate(&entry.id, property, &kin.person);
        }
        if entry.is_person() {
            let terms: Vec<Term> = self.gazetteer.terms_of(&entry.id).cloned().collect();
            for term in &terms {
                self.term(entry, term);
            }
        }
    }

    /// A term as head of state or of government.
    fn term(&mut self, person: &Entry, term: &Term) {
        let heads = term
            .offices
            .iter()
            .any(|o| matches!(o, OfficeType::HeadOfState | OfficeType::HeadOfGovernment));
        if !heads || term.status == TermStatus::Disputed {
            return;
        }
        let name = format!("term/{}-{}-{}", term.person, term.jurisdiction, term.start);
        let whose = self.node(&term.jurisdiction);
        let holder = self.writer.iri(&term.person);
        let label = english(&format!(
            "{}, {} of {}",
            person.label,
            term.title,
            self.label(&term.jurisdiction)
        ));
        let title = english(&term.title);
        let block = self.block(&name);
        block.add(rdf::TYPE, chy("Term"));
        block.add(rdfs::LABEL, label);
        block.add(chy("title"), title);
        block.add(chy("holder"), holder);
        block.add(chy("jurisdiction"), whose);
        block.add(terms::START_DATE, date(term.start));
        if let Some(end) = term.end {
            block.add(terms::END_DATE, date(end));
        }
    }

    fn label(&self, id: &str) -> String {
        self.gazetteer
            .get(id)
            .map_or_else(|| id.to_owned(), |e| e.label.clone())
    }
}
