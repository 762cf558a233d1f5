use super::{
    context::{Context, Filler},
    matching::{Match, Matcher},
    occasion::{self, Named},
};
use crate::{
    extraction::{
        Embedding, EntityId, Event, Factuality, PredicateKind, Proposition, PropositionId, Role,
        Statement,
    },
    knowledge::frames::{EventType, Frame, Path, Polarity, Step, Yield},
    language::{Sentence, TokenId},
    text::Document,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

/// What the propositions of a document yield, before occasions have entities and before events are merged.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// In the order of the text.
    pub(super) events: Vec<Event>,
    /// Statements; `event` points into [`Self::events`].
    pub(super) statements: Vec<Statement>,
    /// Occasions that need an entity.
    pub(super) occasions: Vec<Named>,
}

pub(super) fn emit(document: &Document, matcher: &Matcher<'_, '_>) -> Found {
    let cx = matcher.context;
    let mut out = Found::default();
    let mut consumed: BTreeSet<(u32, TokenId)> = BTreeSet::new();
    let ids = || 0..cx.props.len() as PropositionId;
    for id in ids() {
        let Some(prop) = cx.prop(id) else { continue };
        for m in matcher.matches(id) {
            if let Some(t) = m.consumed {
                consumed.insert((prop.sentence, t));
            }
        }
    }
    let mut told: BTreeSet<(u32, TokenId, String)> = BTreeSet::new();
    for id in ids() {
        let Some(prop) = cx.prop(id) else { continue };
        let key = (prop.sentence, prop.predicate.head);
        let taken = prop.predicate.kind == PredicateKind::Noun && consumed.contains(&key);
        for m in matcher.matches(id) {
            let Some(frame) = cx.frames.frames.get(m.frame) else {
                continue;
            };
            match &frame.yields {
                Yield::Event { class, .. } if !taken => {
                    // One event per word and class, however many propositions read it.
                    if told.insert((key.0, key.1, class.clone())) {
                        let covered = covered(matcher, id, prop, &consumed);
                        event(&mut out, document, cx, id, prop, &m, frame, covered);
                    }
                }
                Yield::Event { .. } => {}
                Yield::Relation { property, ended } => {
                    let get = |r: &str| m.roles.get(r).map_or(&[][..], Vec::as_slice);
                    let symmetric = cx
                        .frames
                        .relations
                        .get(property)
                        .is_some_and(|r| r.symmetric);
                    let pairs = if symmetric && get("subject") == get("object") {
                        among(get("subject"))
                    } else {
                        pairs(&m, "subject", "object")
                    };
                    for (s, o) in pairs {
                        let mut st = statement(prop, frame, property, s, o, None);
                        st.factuality = own_factuality(prop, frame);
                        st.ended = *ended || st.ended;
                        out.statements.push(st);
                    }
                }
            }
            implied(&mut out, matcher, id, prop, &m, frame);
        }
    }
    out.occasions = occasion::find(document, cx);
    out
}

/// Whether an act done by words already tells of this: what is promised, threatened, asked for or refused.
fn covered(
    matcher: &Matcher<'_, '_>,
    id: PropositionId,
    prop: &Proposition,
    consumed: &BTreeSet<(u32, TokenId)>,
) -> bool {
    let cx = matcher.context;
    let mut at = Some(id);
    let mut first = true;
    for _ in 0..6 {
        let Some((parent, how)) = at.and_then(|i| cx.prop(i)).and_then(|p| p.parent) else {
            return false;
        };
        let nested = match how {
            Embedding::Complement | Embedding::Argument | Embedding::Subject => true,
            // What is sought in order to do something is told by the seeking.
            Embedding::Adverbial => {
                prop.factuality != Factuality::Fact || tells_of(matcher, parent, "Protest")
            }
            Embedding::Conjunct => !first,
            Embedding::Modifier | Embedding::Parataxis => false,
        };
        if !nested {
            return false;
        }
        let speech = matcher.matches(parent).iter().any(|m| {
            cx.frames
                .frames
                .get(m.frame)
                .is_some_and(|f| match &f.yields {
                    Yield::Event { class, .. } => cx.frames.event_type(class).speech,
                    Yield::Relation { .. } => false,
                })
        });
        if speech {
            let taken = cx
                .prop(parent)
                .is_some_and(|p| consumed.contains(&(p.sentence, p.predicate.head)));
            return !taken;
        }
        first = false;
        at = Some(parent);
    }
    false
}

/// Whether a proposition tells of an event of the class or below it.
fn tells_of(matcher: &Matcher<'_, '_>, id: PropositionId, class: &str) -> bool {
    let frames = matcher.context.frames;
    matcher.matches(id).iter().any(|m| {
        frames.frames.get(m.frame).is_some_and(|f| match &f.yields {
            Yield::Event { class: c, .. } => frames.is_below(c, class),
            Yield::Relation { .. } => false,
        })
    })
}

#[allow(
    clippy::too_many_arguments,
    reason = "one call gathers what an event is made of"
)]
fn event(
    out: &mut Found,
    document: &Document,
    cx: &Context<'_>,
    id: PropositionId,
    prop: &Proposition,
    m: &Match,
    frame: &Frame,
    covered: bool,
) {
    let Yield::Event {
        class,
        mode,
        plover,
        shortcut,
        symmetric,
    } = &frame.yields
    else {
        return;
    };
    let Some(sentence) = cx.sentence(prop) else {
        return;
    };
    let kind = cx.frames.event_type(class);
    if kind.occasion {
        // Occasions come from their nouns; a frame only tells who takes part.
        return;
    }
    let factuality = own_factuality(prop, frame);
    let mut roles: BTreeMap<String, Vec<EntityId>> = BTreeMap::new();
    for (role, fillers) in &m.roles {
        if !fillers.is_empty() {
            roles.insert(role.clone(), fillers.iter().map(|f| f.entity).collect());
        }
    }
    // What is merely threatened, refused or alleged is no event of its own; talks and meetings that don't take place are.
    let unreal = matches!(
        factuality,
        Factuality::Denied | Factuality::Possible | Factuality::Unlikely
    );
    let consult = cx.frames.is_below(class, "Consult");
    let actorless = m.roles.get("actor").is_none_or(Vec::is_empty)
        && prop.predicate.kind == PredicateKind::Noun;
    let kept = !covered || !(actorless || (unreal && !consult));
    let index = kept.then_some(out.events.len() as u32);
    if kept {
        out.events.push(Event {
            sentences: vec![prop.sentence],
            class: class.clone(),
            trigger: sentence.token(prop.predicate.head).span,
            roles,
            texts: texts(document, cx, id, sentence, frame),
            entity: None,
            factuality,
            attribution: prop.attribution.clone(),
            time: prop.time,
            plover: (!covered)
                .then(|| code(&kind, plover.as_deref(), factuality))
                .flatten(),
            mode: mode.clone().or_else(|| kind.mode.clone()),
            confidence: prop.confidence,
            rule: frame.id.clone(),
        });
    }
    if covered && factuality == Factuality::Denied && !consult {
        return;
    }
    let property = shortcut.clone().or_else(|| kind.shortcut.clone());
    let Some(property) = property.filter(|p| p != "none") else {
        return;
    };
    let joined = if *symmetric {
        among(m.roles.get("actor").map_or(&[], Vec::as_slice))
            .into_iter()
            .chain(pairs(m, "actor", "recipient"))
            .collect()
    } else {
        pairs(m, "actor", "recipient")
    };
    for (s, o) in joined {
        let mut st = statement(prop, frame, &property, s, o, index);
        st.factuality = factuality;
        out.statements.push(st);
    }
}

/// How sure the event is: a refusal or failure read from a denial is itself a fact.
fn own_factuality(prop: &Proposition, frame: &Frame) -> Factuality {
    match frame.polarity {
        Polarity::Refused | Polarity::Negative => Factuality::Fact,
        Polarity::Intended => Factuality::Planned,
        Polarity::Any | Polarity::Positive => prop.factuality,
    }
}

/// The PLOVER code: planned cooperation is an agreement, planned conflict a threat, and what is only supposed or denied
/// has none.
fn code(kind: &EventType, own: Option<&str>, factuality: Factuality) -> Option<String> {
    if own == Some("none") {
        return None;
    }
    let told = own.or(kind.plover.as_deref());
    let code = match factuality {
        Factuality::Fact => told,
        Factuality::Planned | Factuality::Likely => kind.planned.as_deref().or(told),
        Factuality::Denied if kind.planned.as_deref() == Some("AGREE") => Some("REJECT"),
        Factuality::Denied => told,
        Factuality::Possible | Factuality::Unlikely => None,
    };
    code.map(ToOwned::to_owned)
}

/// Roles filled by words: topic and means that are no entity.
fn texts(
    document: &Document,
    cx: &Context<'_>,
    id: PropositionId,
    sentence: &Sentence,
    frame: &Frame,
) -> BTreeMap<String, Vec<String>> {
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let words = |tokens: &[TokenId]| {
        sentence
            .cover(tokens.iter().copied())
            .map(|s| s.of(&document.text).to_owned())
    };
    let own: BTreeSet<&str> = ["topic", "means"]
        .into_iter()
        .filter(|r| frame.roles.contains_key(*r))
        .collect();
    for role in ["topic", "means"] {
        let defaults: &[&str] = match role {
            "topic" => &["about", "over", "regarding", "concerning", "on"],
            _ => &["by", "aboard", "on"],
        };
        let paths: Vec<Path> = if own.contains(role) {
            frame.roles.get(role).cloned().unwrap_or_default()
        } else {
            defaults.iter().filter_map(|p| p.parse().ok()).collect()
        };
        for path in paths {
            let Some(step) = path.steps.first() else {
                continue;
            };
            for argument in cx.step_arguments(id, step) {
                let lemma = cx
                    .prop(id)
                    .map(|p| cx.lemma(p.sentence, argument.head))
                    .unwrap_or_default();
                let fits = match role {
                    "means" => cx.frames.in_set("vehicle", &lemma),
                    _ => !cx.frames.in_set("vehicle", &lemma) && !cx.frames.in_set("time", &lemma),
                };
                let named = cx
                    .prop(id)
                    .is_some_and(|p| !cx.token_fillers(p.sentence, argument.head).is_empty());
                if fits
                    && !named
                    && let Some(text) = words(&argument.tokens)
                {
                    out.entry(role.to_owned()).or_default().push(text);
                }
            }
        }
    }
    if !out.contains_key("topic")
        && let Some(prop) = cx.prop(id)
        && let Some(clause) = prop.arguments.iter().find(|a| a.role == Role::Clause)
        && let Some(text) = words(&clause.tokens)
    {
        out.insert("topic".to_owned(), vec![text]);
    }
    out
}

fn implied(
    out: &mut Found,
    matcher: &Matcher<'_, '_>,
    id: PropositionId,
    prop: &Proposition,
    m: &Match,
    frame: &Frame,
) {
    let cx = matcher.context;
    for s in &frame.states {
        let fill = |path: &Path| match path.steps.as_slice() {
            [Step::Role(r)] => m.roles.get(r).cloned().unwrap_or_default(),
            _ => cx.fillers(id, path, "any", &|i, r| matcher.nested(i, r)),
        };
        let (subjects, objects) = (fill(&s.subject), fill(&s.object));
        let symmetric = cx
            .frames
            .relations
            .get(&s.property)
            .is_some_and(|r| r.symmetric);
        let joined = if symmetric && s.subject == s.object {
            among(&subjects)
        } else {
            cross(&subjects, &objects)
        };
        for (a, b) in joined {
            let mut st = statement(prop, frame, &s.property, a, b, None);
            if let Some(f) = s
                .factuality
                .as_deref()
                .and_then(|f| Factuality::from_str(f).ok())
            {
                // What the wording presupposes is so only where the wording is not itself supposed.
                if prop.factuality != Factuality::Possible {
                    st.factuality = f;
                }
            }
            st.ended |= s.ended;
            out.statements.push(st);
        }
    }
}

fn pairs(m: &Match, from: &str, to: &str) -> Vec<(Filler, Filler)> {
    let get = |r: &str| m.roles.get(r).map_or(&[][..], Vec::as_slice);
    cross(get(from), get(to))
}

fn cross(from: &[Filler], to: &[Filler]) -> Vec<(Filler, Filler)> {
    from.iter()
        .filter(|f| !f.weak)
        .flat_map(|&f| to.iter().filter(|t| !t.weak).map(move |&t| (f, t)))
        .filter(|(f, t)| f.entity != t.entity)
        .collect()
}

fn among(all: &[Filler]) -> Vec<(Filler, Filler)> {
    let mut out = Vec::new();
    for (i, &a) in all.iter().enumerate() {
        for &b in all.iter().skip(i + 1) {
            if a.entity != b.entity && !a.weak && !b.weak {
                out.push((a, b));
            }
        }
    }
    out
}

fn statement(
    prop: &Proposition,
    frame: &Frame,
    property: &str,
    subject: Filler,
    object: Filler,
    event: Option<u32>,
) -> Statement {
    Statement {
        sentence: prop.sentence,
        subject: subject.entity,
        subject_mention: subject.mention,
        predicate: property.to_owned(),
        object: object.entity,
        object_mention: object.mention,
        factuality: prop.factuality,
        attribution: prop.attribution.clone(),
        time: prop.time,
        ended: false,
        acting: false,
        event,
        confidence: prop.confidence,
        rule: frame.id.clone(),
    }
}
