//! One entity from the members of a group: its class, label, other names and IRI.

use super::{
    Context, Entity,
    entities::{Grouping, Local, office_title},
    mint::{self, Wish},
    reading::Reading,
};
use crate::knowledge::gazetteer::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Most reasons kept with an entity; more tell nothing new.
pub(super) const REASONS: usize = 12;

/// The merged entities, and for each group which of them it became (none for occasions).
pub(super) struct Merged {
    /// Sorted by name.
    pub(super) entities: Vec<Entity>,
    /// For each group its entity.
    pub(super) entity_of: Vec<Option<u32>>,
}

/// Builds the entity of every group that is no occasion.
pub(super) fn entities(
    readings: &[&Reading],
    grouping: &Grouping<'_>,
    context: &Context<'_>,
) -> Merged {
    let mut built = Vec::new();
    for (group, members) in grouping.groups.iter().enumerate() {
        let locals: Vec<&Local<'_>> = members
            .iter()
            .filter_map(|m| grouping.locals.get(*m as usize))
            .collect();
        let key = grouping.keys.get(group).map_or("", String::as_str);
        if let Some((entity, wish)) = build(readings, &locals, key, context) {
            built.push((group, entity, wish));
        }
    }
    let wishes: Vec<&Wish> = built.iter().map(|(_, _, w)| w).collect();
    let names = mint::names(&wishes);
    let mut order: Vec<(String, usize, Entity)> = built
        .into_iter()
        .zip(names)
        .map(|((group, entity, _), name)| (name, group, entity))
        .collect();
    order.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let mut entity_of = vec![None; grouping.groups.len()];
    let mut entities = Vec::with_capacity(order.len());
    for (name, group, entity) in order {
        if let Some(slot) = entity_of.get_mut(group) {
            *slot = Some(entities.len() as u32);
        }
        entities.push(Entity { name, ..entity });
    }
    Merged {
        entities,
        entity_of,
    }
}

fn build(
    readings: &[&Reading],
    locals: &[&Local<'_>],
    key: &str,
    context: &Context<'_>,
) -> Option<(Entity, Wish)> {
    let schema = context.schema;
    let head = locals.first()?;
    let mut classes: BTreeMap<&str, u32> = BTreeMap::new();
    for local in locals {
        let class = local.entity.map_or("Collective", |e| e.class.as_str());
        *classes.entry(class).or_default() += 1;
    }
    if classes.keys().any(|c| schema.is_a(c, "Event")) {
        return None;
    }
    let link = locals
        .iter()
        .find_map(|l| l.link)
        .filter(|_| !key.starts_with('!'));
    let entry = link
        .and_then(|l| context.gazetteer.get(l))
        .map(AsRef::as_ref);
    let class = class_of(&classes, entry, context);
    let named = entry.is_some() || locals.iter().any(|l| l.entity.is_some_and(|e| e.named));
    let mut forms: BTreeMap<&str, u32> = BTreeMap::new();
    let mut aliases = BTreeSet::new();
    let mut reasons = BTreeSet::new();
    let mut documents = BTreeSet::new();
    for local in locals {
        *forms.entry(local.name).or_default() += local.mentions.max(1);
        aliases.insert(local.name.to_owned());
        documents.insert(local.document);
        reasons.extend(local.reason.clone());
        if let Some(entity) = local.entity {
            aliases.extend(entity.aliases.iter().cloned());
            reasons.extend(entity.reasons.iter().cloned());
        }
    }
    let label = match entry {
        Some(entry) => entry.label.clone(),
        None if class == "Office" => office_label(&forms, locals, key, context),
        None => plainest(&forms),
    };
    aliases.remove(&label);
    aliases.retain(|a| !a.trim().is_empty());
    if documents.len() > 1 {
        reasons.insert(match link {
            Some(link) => format!("linked to {link} in {} articles", documents.len()),
            None => format!(
                "same name in {} articles, nothing speaks against it",
                documents.len()
            ),
        });
    }
    let reasons = reasons.into_iter().take(REASONS).collect();
    let wish = wish(readings, head, link, &class, &label, named, key);
    let entity = Entity {
        name: String::new(),
        class,
        label,
        aliases,
        link: link.map(str::to_owned),
        wikidata: entry.and_then(|e| e.wikidata.as_deref()).map(str::to_owned),
        named,
        mentions: locals.iter().map(|l| l.mentions).sum(),
        documents: documents.len() as u32,
        reasons,
        used: false,
    };
    Some((entity, wish))
}

/// The most specific class told, the more often told where they differ; a known entity's own where that is as specific.
fn class_of(classes: &BTreeMap<&str, u32>, entry: Option<&Entry>, context: &Context<'_>) -> String {
    let mut best = entry.map(|e| e.class);
    let mut told: Vec<(&str, u32)> = classes.iter().map(|(c, n)| (*c, *n)).collect();
    told.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    for (class, _) in told {
        best = Some(match best {
            None => class,
            Some(best) => context.schema.narrower(best, class).unwrap_or(best),
        });
    }
    best.unwrap_or("Entity").to_owned()
}

/// The form met most often; the longer, then the first in the alphabet, of those met as often.
fn plainest(forms: &BTreeMap<&str, u32>) -> String {
    forms
        .iter()
        .max_by(|a, b| {
            let spelled = |f: &str| f.chars().any(char::is_lowercase);
            (spelled(a.0), a.1, a.0.len())
                .cmp(&(spelled(b.0), b.1, b.0.len()))
                .then(b.0.cmp(a.0))
        })
        .map_or_else(String::new, |(form, _)| (*form).to_owned())
}

/// "President of Russia": the title and whose it is.
fn office_label(
    forms: &BTreeMap<&str, u32>,
    locals: &[&Local<'_>],
    key: &str,
    context: &Context<'_>,
) -> String {
    let form = plainest(forms);
    let body = key
        .splitn(3, '\u{1f}')
        .nth(2)
        .or_else(|| locals.iter().find_map(|l| l.entity?.country.as_deref()))
        .and_then(|b| context.gazetteer.get(b));
    let Some(body) = body else { return form };
    let title = office_title(&form, Some(body.as_ref()));
    // Keep the article's capitals where the title is part of the form as it stands.
    let title = form
        .to_lowercase()
        .find(&title)
        .and_then(|at| form.get(at..at + title.len()))
        .map_or(title.clone(), str::to_owned);
    let mut letters = title.chars();
    let capital: String = letters
        .next()
        .map(|c| c.to_uppercase().chain(letters).collect())
        .unwrap_or_default();
    format!("{capital} of {}", body.label)
}

fn wish(
    readings: &[&Reading],
    head: &Local<'_>,
    link: Option<&str>,
    class: &str,
    label: &str,
    named: bool,
    key: &str,
) -> Wish {
    let slug = mint::slug(label);
    let document = readings
        .get(head.document as usize)
        .map_or_else(String::new, |r| mint::slug(&r.document.id));
    // A name that stays within its document says so, or the next document's "Smith" would take it.
    let local = key.starts_with('~');
    let name = match (link, class) {
        (Some(link), _) => link.to_owned(),
        (None, "Office") if !local => format!("office/{slug}"),
        (None, "Topic") if !local => format!("topic/{slug}"),
        (None, _) if named && !local => slug,
        (None, _) => format!("{}/{document}-{slug}", mint::kebab(class)),
    };
    Wish {
        name,
        longer: None,
        key: key.to_owned(),
        owner: link.is_some(),
    }
}
