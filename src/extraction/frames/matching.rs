use super::context::{Context, Filler};
use crate::{
    extraction::{Factuality, Predicate, PredicateKind, Proposition, PropositionId, Role, Tense},
    knowledge::frames::{Frame, NounPattern, Path, Polarity, Step, Trigger, TriggerKind, Yield},
    language::TokenId,
};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

/// A frame that a proposition matches, with what fills its roles.
#[derive(Clone, Debug)]
pub(super) struct Match {
    /// Position among the frames.
    pub(super) frame: usize,
    /// Fillers by role.
    pub(super) roles: BTreeMap<String, Vec<Filler>>,
    /// Noun that the trigger took together with its verb, so that it isn't read a second time.
    pub(super) consumed: Option<TokenId>,
    /// How much the frame asked for.
    pub(super) specificity: usize,
}

/// All matches of a document's propositions; nested ones are found once and remembered.
pub(super) struct Matcher<'c, 'a> {
    pub(super) context: &'c Context<'a>,
    found: RefCell<BTreeMap<PropositionId, Option<Vec<Match>>>>,
}

impl<'c, 'a> Matcher<'c, 'a> {
    pub(super) fn new(context: &'c Context<'a>) -> Self {
        Self {
            context,
            found: RefCell::new(BTreeMap::new()),
        }
    }

    /// The matches of a proposition: the best event frame first, then those that stand beside it.
    pub(super) fn matches(&self, id: PropositionId) -> Vec<Match> {
        if let Some(known) = self.found.borrow().get(&id) {
            // Under way: a proposition that contains itself has nothing to tell.
            return known.clone().unwrap_or_default();
        }
        self.found.borrow_mut().insert(id, None);
        let result = self.search(id);
        self.found.borrow_mut().insert(id, Some(result.clone()));
        result
    }

    /// Fillers of a role of a nested proposition's frame; of one that matches none, its own subject or object.
    pub(super) fn nested(&self, id: PropositionId, role: &str) -> Vec<Filler> {
        if let Some(first) = self.matches(id).into_iter().next()
            && let Some(f) = first.roles.get(role).filter(|f| !f.is_empty())
        {
            return f.clone();
        }
        let plain: &[&str] = match role {
            "actor" => &["subject", "modifier"],
            "recipient" => &[
                "indirect:party",
                "against:party",
                "object:party",
                "to:party",
                "on:party",
                "with:party",
                "for:party",
                "from:party",
                "of:party",
                "object.any:party",
                "?in:place",
            ],
            _ => &["in", "at"],
        };
        plain
            .iter()
            .filter_map(|p| p.parse::<Path>().ok())
            .map(|p| {
                self.context
                    .fillers(id, &p, default_group(role), &|i, r| self.nested(i, r))
            })
            .find(|f| !f.is_empty())
            .unwrap_or_default()
    }

    fn search(&self, id: PropositionId) -> Vec<Match> {
        let Some(prop) = self.context.prop(id) else {
            return Vec::new();
        };
        let mut best: Option<Match> = None;
        let mut beside: Vec<Match> = Vec::new();
        for lemma in trigger_lemmas(self.context, prop) {
            for (index, frame, trigger) in self.context.frames.candidates(&lemma) {
                let Some(found) = self.try_frame(id, prop, index, frame, trigger) else {
                    continue;
                };
                let relation = matches!(frame.yields, Yield::Relation { .. });
                if relation || frame.also {
                    self.add_beside(&mut beside, found);
                } else if best.as_ref().is_none_or(|b| self.wins(&found, b)) {
                    best = Some(found);
                }
            }
        }
        best.into_iter().chain(beside).collect()
    }

    /// Whether a match beats another: by what its frame asks for, then by priority; the earlier one holds its place.
    fn wins(&self, a: &Match, b: &Match) -> bool {
        let priority = |m: &Match| self.context.frames.frames.get(m.frame).map(|f| f.priority);
        (a.specificity, priority(a)) > (b.specificity, priority(b))
    }

    /// Keeps the most specific frame for each property and class among those that stand beside the winner.
    fn add_beside(&self, beside: &mut Vec<Match>, found: Match) {
        let name = |m: &Match| {
            self.context
                .frames
                .frames
                .get(m.frame)
                .map(|f| match &f.yields {
                    Yield::Event { class, .. } => class.clone(),
                    Yield::Relation { property, .. } => property.clone(),
                })
        };
        match beside.iter_mut().find(|b| name(b) == name(&found)) {
            Some(old) if self.wins(&found, old) => *old = found,
            Some(_) => {}
            None => beside.push(found),
        }
    }

    fn try_frame(
        &self,
        id: PropositionId,
        prop: &Proposition,
        index: usize,
        frame: &Frame,
        trigger: &Trigger,
    ) -> Option<Match> {
        let (consumed, bonus) = self.trigger_fits(id, prop, trigger)?;
        if !polarity_fits(self.context, prop, frame.polarity) {
            return None;
        }
        let heads = |p: &Path| {
            let mut lemmas = self.context.lemmas(id, p);
            let singular: Vec<String> = lemmas
                .iter()
                .filter_map(|l| l.strip_suffix('s').map(str::to_owned))
                .collect();
            lemmas.extend(singular);
            lemmas
        };
        let only = frame
            .only
            .iter()
            .all(|(p, set)| heads(p).iter().any(|l| set.contains(l.as_str())));
        let barred = frame
            .unless
            .iter()
            .any(|(p, set)| heads(p).iter().any(|l| set.contains(l.as_str())));
        if !only || barred {
            return None;
        }
        let roles = self.roles(id, prop, frame, trigger.kind == TriggerKind::Noun);
        let filled = |role: &str| roles.get(role).is_some_and(|f| !f.is_empty());
        if !frame.requires.iter().all(|r| filled(r))
            || !self.says_enough(id, prop, frame, &roles, consumed)
        {
            return None;
        }
        Some(Match {
            frame: index,
            consumed,
            specificity: frame.specificity(trigger) + bonus,
            roles,
        })
    }

    /// Whether the words of a trigger are there; with the noun that it takes besides its verb.
    fn trigger_fits(
        &self,
        id: PropositionId,
        prop: &Proposition,
        trigger: &Trigger,
    ) -> Option<(Option<TokenId>, usize)> {
        let cx = self.context;
        let mut bonus = 0;
        let Predicate { kind, lemma, .. } = &prop.predicate;
        let mut consumed = None;
        let of_kind = match trigger.kind {
            TriggerKind::Verb => *kind == PredicateKind::Verb,
            TriggerKind::Noun => *kind == PredicateKind::Noun,
            TriggerKind::Adjective => *kind == PredicateKind::Adjective,
            TriggerKind::Copula => *kind == PredicateKind::Copula,
        };
        let light = trigger.kind == TriggerKind::Verb
            && *kind == PredicateKind::Noun
            && !trigger.noun.is_empty()
            && trigger.marker.is_empty();
        if light {
            let support = prop.predicate.support.as_deref()?;
            let verb = trigger.lemmas.iter().any(|l| l.head == support);
            if !verb {
                return None;
            }
            bonus = 2 * self.noun_fits(prop, prop.predicate.head, &trigger.noun)?;
        } else if of_kind {
            // "go on strike" with "on" read as a particle: its object stands for the phrase.
            let particle = trigger.kind == TriggerKind::Verb
                && trigger.marker.iter().any(|m| {
                    lemma.strip_suffix(m.as_str()).is_some_and(|verb| {
                        trigger.lemmas.iter().any(|l| l.head == verb.trim_end())
                    })
                });
            let head = std::slice::from_ref;
            let fits = particle
                || trigger.lemmas.iter().any(|l| {
                    (l.modifiers.is_empty()
                        && (l.head == *lemma || respelled(lemma).any(|r| r == l.head)))
                        || (trigger.kind != TriggerKind::Verb
                            && self.noun_fits(prop, prop.predicate.head, head(l)).is_some())
                });
            if !fits {
                return None;
            }
            let with_marker = |a: &&crate::extraction::Argument| {
                a.marker
                    .as_deref()
                    .is_some_and(|m| trigger.marker.iter().any(|k| k == m))
                    && !matches!(a.role, Role::Subject | Role::Object)
            };
            if trigger.noun.is_empty() {
                if !particle
                    && !trigger.marker.is_empty()
                    && !prop.arguments.iter().any(|a| with_marker(&a))
                {
                    return None;
                }
            } else {
                let argument = prop
                    .arguments
                    .iter()
                    .filter(|a| {
                        if particle || trigger.marker.is_empty() {
                            a.role == Role::Object
                                || (a.role == Role::Subject
                                    && prop.passive
                                    && !prop.arguments.iter().any(|b| b.role == Role::Object))
                        } else {
                            with_marker(a)
                        }
                    })
                    .flat_map(|a| a.conjuncts.iter().copied().chain([a.head]))
                    .chain(trigger.marker.iter().flat_map(|m| {
                        cx.words_after_obliques(id, &Step::Marker(m.to_string()))
                            .into_iter()
                            .map(|(_, t)| t)
                    }))
                    .find_map(|t| Some((t, self.noun_fits(prop, t, &trigger.noun)?)))?;
                consumed = Some(argument.0);
                bonus = 2 * argument.1;
            }
        } else {
            return None;
        }
        if let Some(wanted) = &trigger.clause {
            let contents = cx.contents(id);
            let fits = contents.iter().any(|&c| {
                wanted.is_empty()
                    || cx.prop(c).is_some_and(|p| {
                        // "must" and its like are told by the auxiliary.
                        wanted.contains(&p.predicate.lemma)
                            || p.predicate
                                .tokens
                                .iter()
                                .any(|&t| wanted.contains(cx.lemma(p.sentence, t).as_str()))
                    })
            });
            if !fits {
                return None;
            }
        }
        Some((consumed, bonus))
    }

    /// How many modifiers the noun's best pattern asks for; none where it fits no pattern.
    fn noun_fits(
        &self,
        prop: &Proposition,
        token: TokenId,
        patterns: &[NounPattern],
    ) -> Option<usize> {
        let mut token = token;
        let mut lemma = self.context.lemma(prop.sentence, token);
        if self.context.frames.in_set("measure", &lemma)
            && let Some(inner) = self.context.measured(prop.sentence, token)
        {
            // "25,000 tons of food aid" is food aid.
            token = inner;
            lemma = self.context.lemma(prop.sentence, token);
        }
        let mut modifiers: Option<Vec<String>> = None;
        patterns
            .iter()
            .filter(|p| {
                // "troops" and "talks" keep their ending where there is no singular of that meaning.
                (p.head == lemma || lemma.strip_suffix('s') == Some(p.head.as_str()))
                    && (p.modifiers.is_empty() || {
                        let have = modifiers
                            .get_or_insert_with(|| self.context.modifiers(prop.sentence, token));
                        p.modifiers.iter().all(|m| have.iter().any(|h| h == m))
                    })
            })
            .map(|p| p.modifiers.len())
            .max()
    }

    fn roles(
        &self,
        id: PropositionId,
        prop: &Proposition,
        frame: &Frame,
        by_noun: bool,
    ) -> BTreeMap<String, Vec<Filler>> {
        let nominal = prop.predicate.kind == PredicateKind::Noun;
        let symmetric = matches!(
            frame.yields,
            Yield::Event {
                symmetric: true,
                ..
            }
        );
        let event = matches!(frame.yields, Yield::Event { .. });
        let mut names: BTreeSet<&str> = frame.roles.keys().map(String::as_str).collect();
        names.extend(frame.nominal.keys().map(String::as_str));
        if event {
            names.extend(["actor", "recipient", "location", "occasion"]);
        }
        let nested = |i: PropositionId, r: &str| self.nested(i, r);
        let mut out = BTreeMap::new();
        for role in names {
            let defaults;
            let own = by_noun
                .then(|| frame.nominal.get(role))
                .flatten()
                .or_else(|| frame.roles.get(role));
            let paths: &[Path] = match own {
                Some(p) => p,
                None => {
                    defaults = default_paths(role, nominal);
                    &defaults
                }
            };
            let mut fillers: Vec<Filler> = Vec::new();
            for path in paths {
                let mut found = self.context.fillers(id, path, default_group(role), &nested);
                if prop.predicate.kind == PredicateKind::Copula {
                    // "members of the party" don't become members by being described so.
                    found.retain(|f| {
                        f.mention
                            .and_then(|m| self.context.mentions.get(m as usize))
                            .is_none_or(|m| m.head != prop.predicate.head)
                    });
                }
                let union = (symmetric && role == "actor") || role == "location";
                for f in found {
                    if !fillers.iter().any(|o| o.entity == f.entity) {
                        fillers.push(f);
                    }
                }
                if !union && !fillers.is_empty() {
                    break;
                }
            }
            out.insert(role.to_owned(), fillers);
        }
        // Nobody does something to himself, and a symmetric act has no recipient of its own.
        let actors: Vec<_> = out
            .get("actor")
            .into_iter()
            .flatten()
            .map(|f| f.entity)
            .collect();
        if let Some(r) = out.get_mut("recipient") {
            if symmetric && actors.len() > 1 {
                r.clear();
            }
            r.retain(|f| !actors.contains(&f.entity));
        }
        out
    }

    /// Whether enough roles are filled for the event to be worth telling.
    fn says_enough(
        &self,
        id: PropositionId,
        prop: &Proposition,
        frame: &Frame,
        roles: &BTreeMap<String, Vec<Filler>>,
        consumed: Option<TokenId>,
    ) -> bool {
        let Yield::Event {
            class, symmetric, ..
        } = &frame.yields
        else {
            return true;
        };
        let frames = self.context.frames;
        let count = |role: &str| {
            roles
                .get(role)
                .map_or(0, |f| f.iter().filter(|f| !f.weak).count())
        };
        let (actors, recipients, places) = (count("actor"), count("recipient"), count("location"));
        let kind = frames.event_type(class);
        if kind.occasion {
            return true;
        }
        let material = ["Assault", "Coerce", "Sanction", "Mobilize"]
            .iter()
            .any(|c| frames.is_below(class, c));
        let bare_noun =
            prop.predicate.kind == PredicateKind::Noun && !self.context.is_supported(id);
        if bare_noun {
            // A noun on its own only mentions an event: it must say who did it to whom, or who where.
            return if *symmetric {
                actors >= 2
            } else {
                actors > 0 && recipients + places > 0
                    || material && recipients > 0 && prop.factuality == Factuality::Fact
            };
        }
        // What a verb like "meet" has as its object takes part, or it isn't that meaning.
        let takes_object = *symmetric
            && prop.predicate.kind == PredicateKind::Verb
            && frame.roles.get("actor").is_some_and(|paths| {
                paths
                    .iter()
                    .any(|p| p.steps.len() == 1 && p.steps.first() == Some(&Step::Object))
            })
            && !self.context.step_arguments(id, &Step::Object).is_empty();
        if takes_object && consumed.is_none() && actors < 2 {
            return false;
        }
        let alone = *symmetric && frames.is_below(class, "Consult") && actors < 2;
        if alone && consumed.is_none() && prop.predicate.kind == PredicateKind::Verb {
            return false;
        }
        if actors > 0 {
            return true;
        }
        let subject = self.context.step_arguments(id, &Step::Subject);
        let nobody = subject.is_empty()
            || subject.iter().all(|a| {
                let lemma = self.context.lemma(prop.sentence, a.head);
                frames.in_set("force", &lemma)
            });
        recipients > 0 && nobody && (prop.passive || material) && !*symmetric
    }
}

/// Lemmas under which a proposition's frames are found: its predicate's, and of a light verb's noun the verb's too.
fn trigger_lemmas(cx: &Context<'_>, prop: &Proposition) -> Vec<String> {
    let mut out = vec![prop.predicate.lemma.to_string()];
    let head = cx.lemma(prop.sentence, prop.predicate.head);
    if prop.predicate.kind != PredicateKind::Verb {
        if let Some(singular) = head.strip_suffix('s') {
            out.push(singular.to_owned());
        }
        if !out.contains(&head) {
            out.push(head);
        }
    }
    let variants: Vec<String> = respelled(&prop.predicate.lemma)
        .map(str::to_owned)
        .collect();
    out.extend(variants);
    out
}

/// Other spellings of a verb's lemma: rare verbs are sometimes lemmatised by half ("expell", "riote").
fn respelled(lemma: &str) -> impl Iterator<Item = &str> {
    let cut = lemma
        .len()
        .checked_sub(1)
        .and_then(|at| lemma.split_at_checked(at));
    cut.filter(|(rest, last)| *last == "e" || (rest.ends_with(last) && !matches!(*last, "s" | "o")))
        .map(|(rest, _)| rest)
        .into_iter()
}

fn polarity_fits(cx: &Context<'_>, prop: &Proposition, polarity: Polarity) -> bool {
    let denied = prop.factuality == Factuality::Denied;
    match polarity {
        Polarity::Any => true,
        Polarity::Positive | Polarity::Intended => !denied,
        Polarity::Negative => denied,
        Polarity::Refused => {
            let will = prop.predicate.tokens.iter().any(|&t| {
                let lemma = cx.lemma(prop.sentence, t);
                lemma == "will" || lemma == "would" || lemma == "wo"
            });
            denied && (prop.tense == Tense::Future || will)
        }
    }
}

fn default_group(role: &str) -> &'static str {
    match role {
        "actor" => "agent",
        "recipient" => "party",
        "location" | "origin" => "place",
        "occasion" | "commemorates" => "occasion",
        _ => "any",
    }
}

fn default_paths(role: &str, nominal: bool) -> Vec<Path> {
    let texts: &[&str] = match (role, nominal) {
        ("actor", false) => &["subject"],
        ("actor", true) => &["subject", "modifier"],
        ("recipient", _) => &["object"],
        ("location", _) => &[
            "in",
            "at",
            "near",
            "outside",
            "inside",
            "across",
            "within",
            "around",
            "along",
            "throughout",
            "off",
        ],
        ("occasion", _) => &["at", "during", "for", "on_the_sidelines_of"],
        _ => &[],
    };
    texts.iter().filter_map(|t| t.parse().ok()).collect()
}
