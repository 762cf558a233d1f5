use crate::{
    extraction::{Entity, Event},
    knowledge::Knowledge,
};
use std::collections::BTreeSet;

/// Gives those who act or are acted upon the country that they belong to, where their mentions don't tell it: by a word
/// of nationality in their description, else by the only country that the document speaks of.
pub(super) fn complete(events: &[Event], entities: &mut [Entity], knowledge: &Knowledge) {
    let countries: BTreeSet<&str> = entities
        .iter()
        .filter(|e| e.class == "Country")
        .filter_map(|e| e.link.as_deref())
        .collect();
    let only = match countries.first() {
        Some(&c) if countries.len() == 1 => Some(c.to_owned()),
        _ => None,
    };
    let involved: BTreeSet<u32> = events
        .iter()
        .flat_map(|e| ["actor", "recipient"].map(|r| e.roles.get(r)))
        .flatten()
        .flatten()
        .copied()
        .collect();
    let known: Vec<(String, String)> = entities
        .iter()
        .filter(|e| e.named && e.name.len() > 3)
        .filter_map(|e| Some((e.name.clone(), e.country.clone().or(e.link.clone())?)))
        .filter(|(_, c)| knowledge.gazetteer.iso3(c).is_some())
        .collect();
    for id in involved {
        let Some(entity) = entities.get_mut(id as usize) else {
            continue;
        };
        let mine = entity.country.is_none()
            && entity.link.is_none()
            && matches!(
                entity.class.as_str(),
                "Person" | "Collective" | "Organization"
            );
        if !mine {
            continue;
        }
        let told = entity
            .name
            .split(|c: char| !c.is_alphanumeric())
            .find_map(|word| nationality(word, knowledge))
            // "activists from the Fatah party": whoever is described by a name belongs where the name does.
            .or_else(|| {
                let described = known.iter().find(|(n, _)| has_words(&entity.name, n))?;
                Some(described.1.clone())
            });
        let why = if told.is_some() {
            "country by a word of its description"
        } else {
            "the only country of the document"
        };
        if let Some(country) = told.or_else(|| only.clone()) {
            entity.country = Some(country);
            entity.reasons.push(why.to_owned());
        }
    }
}

/// Whether a description contains a name as whole words.
fn has_words(description: &str, name: &str) -> bool {
    description.match_indices(name).any(|(at, _)| {
        let before = description.get(..at).and_then(|b| b.chars().last());
        let after = description
            .get(at + name.len()..)
            .and_then(|a| a.chars().next());
        before.is_none_or(|c| !c.is_alphanumeric()) && after.is_none_or(|c| !c.is_alphanumeric())
    })
}

/// The country whose adjective or people a capitalised word is.
fn nationality(word: &str, knowledge: &Knowledge) -> Option<String> {
    if !word.starts_with(char::is_uppercase) {
        return None;
    }
    let gazetteer = &knowledge.gazetteer;
    gazetteer
        .country_of_adjective(word)
        .map(|e| e.id.to_string())
        .or_else(|| {
            let people = gazetteer
                .entries()
                .find(|e| e.is_country() && e.people.iter().any(|p| p == word))?;
            Some(people.id.to_string())
        })
}
