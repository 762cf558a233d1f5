use crate::{
    extraction::{
        Argument, Embedding, Entity, EntityId, Mention, MentionForm, MentionId, PredicateKind,
        Proposition, PropositionId, Role,
    },
    knowledge::frames::{Frames, Path, Step},
    language::{Analysis, Deprel, Sentence, TokenId, Upos},
};
use std::collections::BTreeMap;

/// One entity that fills a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Filler {
    /// Who or what.
    pub(super) entity: EntityId,
    /// Where the sentence names it.
    pub(super) mention: Option<MentionId>,
    /// Filled only for want of better: it makes no statement.
    pub(super) weak: bool,
}

/// Everything that matching looks things up in; nothing in it changes.
pub(super) struct Context<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) mentions: &'a [Mention],
    pub(super) entities: &'a [Entity],
    pub(super) props: &'a [Proposition],
    pub(super) frames: &'a Frames,
    by_head: BTreeMap<(u32, TokenId), MentionId>,
    by_predicate: BTreeMap<(u32, TokenId), PropositionId>,
    children: Vec<Vec<PropositionId>>,
}

/// What a path has reached so far.
#[derive(Clone, Copy)]
enum Node<'a> {
    Proposition(PropositionId),
    Argument(PropositionId, &'a Argument),
    /// A noun inside an argument, where no proposition reads the argument.
    Word(u32, TokenId),
}

/// The same, found only for want of better.
fn weakly(mut fillers: Vec<Filler>) -> Vec<Filler> {
    for f in &mut fillers {
        f.weak = true;
    }
    fillers
}

/// Finds the fillers of a role of the frame that a nested proposition matches.
pub(super) type NestedRole<'f> = &'f dyn Fn(PropositionId, &str) -> Vec<Filler>;

impl<'a> Context<'a> {
    pub(super) fn new(
        analysis: &'a Analysis,
        mentions: &'a [Mention],
        entities: &'a [Entity],
        props: &'a [Proposition],
        frames: &'a Frames,
    ) -> Self {
        let mut by_head = BTreeMap::new();
        for (i, m) in mentions.iter().enumerate() {
            let key = (m.sentence, m.head);
            // Where two mentions share a head, the one that refers by name or description beats a modifier.
            let better = by_head.get(&key).is_none_or(|&old: &MentionId| {
                mentions
                    .get(old as usize)
                    .is_some_and(|o| o.form == MentionForm::Modifier)
            });
            if better {
                by_head.insert(key, i as MentionId);
            }
        }
        let mut by_predicate = BTreeMap::new();
        let mut children = vec![Vec::new(); props.len()];
        for (i, p) in props.iter().enumerate() {
            by_predicate
                .entry((p.sentence, p.predicate.head))
                .or_insert(i as PropositionId);
            if let Some((parent, _)) = p.parent
                && let Some(list) = children.get_mut(parent as usize)
            {
                list.push(i as PropositionId);
            }
        }
        Self {
            analysis,
            mentions,
            entities,
            props,
            frames,
            by_head,
            by_predicate,
            children,
        }
    }

    pub(super) fn prop(&self, id: PropositionId) -> Option<&'a Proposition> {
        self.props.get(id as usize)
    }

    pub(super) fn sentence(&self, prop: &Proposition) -> Option<&'a Sentence> {
        self.analysis.sentences.get(prop.sentence as usize)
    }

    /// Lemma of a token, lower case; empty where there is no such token.
    pub(super) fn lemma(&self, sentence: u32, token: TokenId) -> String {
        self.analysis
            .sentences
            .get(sentence as usize)
            .and_then(|s| s.tokens.get(token as usize))
            .map_or_else(String::new, |t| t.lemma.to_lowercase().into())
    }

    /// Lemmas of the words that modify a noun.
    pub(super) fn modifiers(&self, sentence: u32, token: TokenId) -> Vec<String> {
        let Some(s) = self.analysis.sentences.get(sentence as usize) else {
            return Vec::new();
        };
        s.children(token)
            .filter(|&c| {
                let d = s.token(c).deprel;
                d.is(Deprel::AMOD) || d.is(Deprel::COMPOUND) || d.is(Deprel::NMOD)
            })
            .map(|c| self.lemma(sentence, c))
            .collect()
    }

    /// The propositions that are content of this one.
    pub(super) fn contents(&self, id: PropositionId) -> Vec<PropositionId> {
        let Some(p) = self.prop(id) else {
            return Vec::new();
        };
        let mut out: Vec<PropositionId> = p
            .arguments
            .iter()
            .filter(|a| a.role == Role::Clause)
            .filter_map(|a| self.by_predicate.get(&(p.sentence, a.head)).copied())
            .filter(|&c| c != id)
            .collect();
        for &c in self.children.get(id as usize).into_iter().flatten() {
            let complement = self
                .prop(c)
                .and_then(|p| p.parent)
                .is_some_and(|(_, e)| e == Embedding::Complement);
            if complement && !out.contains(&c) {
                out.push(c);
            }
        }
        if out.is_empty() {
            // "to demand …", "accused of …", "barred from …": what it is done for, or what it consists in.
            let markers = [
                None,
                Some("to"),
                Some("of"),
                Some("from"),
                Some("into"),
                Some("for"),
            ];
            out.extend(
                p.arguments
                    .iter()
                    .filter(|a| a.role == Role::Adverbial && markers.contains(&a.marker.as_deref()))
                    .filter_map(|a| self.by_predicate.get(&(p.sentence, a.head)).copied())
                    .filter(|&c| c != id)
                    .take(1),
            );
        }
        out
    }

    /// The verb that a nominal event is the object of, when that verb only says that it takes place.
    pub(super) fn supporter(&self, id: PropositionId) -> Option<PropositionId> {
        let p = self.prop(id)?;
        if p.predicate.kind != PredicateKind::Noun {
            return None;
        }
        let (parent, Embedding::Argument) = p.parent? else {
            return None;
        };
        let g = self.prop(parent)?;
        let object = g
            .arguments
            .iter()
            .any(|a| a.role == Role::Object && a.conjuncts.contains(&p.predicate.head));
        (object && self.frames.in_set("support", &g.predicate.lemma)).then_some(parent)
    }

    /// Whether a nominal event is told of rather than mentioned: a light or aspectual verb carries it.
    pub(super) fn is_supported(&self, id: PropositionId) -> bool {
        self.prop(id).is_some_and(|p| p.predicate.support.is_some()) || self.supporter(id).is_some()
    }

    /// The arguments of a proposition, those that it shares with its supporting verb included.
    fn arguments(&self, id: PropositionId) -> Vec<&'a Argument> {
        let Some(p) = self.prop(id) else {
            return Vec::new();
        };
        let mut out: Vec<&Argument> = p.arguments.iter().collect();
        if let Some(g) = self.supporter(id).and_then(|g| self.prop(g)) {
            let has_subject = out.iter().any(|a| a.role == Role::Subject);
            out.extend(
                g.arguments.iter().filter(|a| {
                    (a.role == Role::Subject && !has_subject) || a.role == Role::Oblique
                }),
            );
        }
        out
    }

    /// The arguments that one step leads to.
    pub(super) fn step_arguments(&self, id: PropositionId, step: &Step) -> Vec<&'a Argument> {
        let all = self.arguments(id);
        let particle = self
            .prop(id)
            .and_then(|p| p.predicate.lemma.split_once(' '))
            .map(|(_, particle)| particle);
        // Of two objects the first is the one to whom ("gave Ukraine tanks"), whatever the tree calls it.
        let mut objects = all.iter().filter(|a| a.role == Role::Object);
        let first = objects.next().map(|a| a.head);
        let to_whom = objects.next().and(first);
        let direct = first.is_some();
        all.iter()
            .copied()
            .filter(|a| match step {
                Step::Subject => a.role == Role::Subject,
                Step::Object => {
                    (a.role == Role::Object && to_whom != Some(a.head))
                        // "warned Taiwan": with no other object, the one addressed is the object.
                        || (a.role == Role::IndirectObject && !direct)
                }
                Step::IndirectObject => {
                    a.role == Role::IndirectObject
                        || (a.role == Role::Object && to_whom == Some(a.head))
                }
                Step::Attribute => a.role == Role::Attribute,
                Step::Modifier => a.role == Role::Modifier,
                Step::Marker(m) => {
                    (a.role == Role::Oblique && a.marker.as_deref() == Some(m.as_str()))
                        || (a.role == Role::Object && particle == Some(m.as_str()))
                }
                Step::Clause | Step::Any | Step::Role(_) => false,
            })
            .collect()
    }

    /// Lemmas of what a path leads to.
    pub(super) fn lemmas(&self, id: PropositionId, path: &Path) -> Vec<String> {
        let mut out = Vec::new();
        for node in self.walk(id, &path.steps) {
            match node {
                Node::Proposition(p) => {
                    out.extend(self.prop(p).map(|p| p.predicate.lemma.to_string()));
                }
                Node::Argument(p, a) => {
                    let sentence = self.prop(p).map_or(0, |p| p.sentence);
                    out.extend(a.conjuncts.iter().map(|&t| self.lemma(sentence, t)));
                }
                Node::Word(s, t) => out.push(self.lemma(s, t)),
            }
        }
        out
    }

    /// Who and what a path leads to.
    pub(super) fn fillers(
        &self,
        id: PropositionId,
        path: &Path,
        default_group: &str,
        nested: NestedRole<'_>,
    ) -> Vec<Filler> {
        let group = path.group.as_deref().unwrap_or(default_group);
        let (steps, last) = match path.steps.split_last() {
            Some((Step::Any, rest)) => (rest, Some(Step::Any)),
            Some((Step::Role(r), rest)) => (rest, Some(Step::Role(r.clone()))),
            _ => (path.steps.as_slice(), None),
        };
        let mut out = Vec::new();
        for node in self.walk(id, steps) {
            match (&last, node) {
                (None, Node::Argument(p, a)) => out.extend(self.argument_fillers(p, a)),
                (None, Node::Word(s, t)) => out.extend(self.word_fillers(s, t)),
                (None, Node::Proposition(_)) => {}
                (Some(Step::Any), Node::Argument(p, a)) => {
                    let sentence = self.prop(p).map_or(0, |p| p.sentence);
                    out.extend(self.inside(sentence, a.head, &a.tokens, group));
                }
                (Some(Step::Any), Node::Proposition(p)) => {
                    if let Some(prop) = self.prop(p)
                        && let Some(x) = self.sentence(prop)
                    {
                        let tokens = x.subtree(prop.predicate.head);
                        let head = prop.predicate.head;
                        out.extend(self.inside(prop.sentence, head, &tokens, group));
                    }
                }
                (Some(Step::Any | Step::Role(_)), Node::Word(s, t)) => {
                    let tokens = self
                        .analysis
                        .sentences
                        .get(s as usize)
                        .map(|x| x.subtree(t))
                        .unwrap_or_default();
                    out.extend(self.inside(s, t, &tokens, group));
                }
                (Some(Step::Role(r)), Node::Proposition(p)) => out.extend(nested(p, r)),
                (Some(Step::Role(r)), Node::Argument(p, a)) => {
                    let sentence = self.prop(p).map_or(0, |p| p.sentence);
                    match self.by_predicate.get(&(sentence, a.head)) {
                        Some(&inner) if inner != id => {
                            let found = nested(inner, r);
                            if found.is_empty() {
                                out.extend(weakly(self.inside(sentence, a.head, &a.tokens, group)));
                            } else {
                                out.extend(found);
                            }
                        }
                        _ => out.extend(weakly(self.inside(sentence, a.head, &a.tokens, group))),
                    }
                }
                _ => {}
            }
        }
        let mut seen = Vec::new();
        out.retain(|f: &Filler| {
            let fits = self
                .entities
                .get(f.entity as usize)
                .is_some_and(|e| self.frames.in_group(group, &e.class));
            fits && !seen.contains(&f.entity) && {
                seen.push(f.entity);
                true
            }
        });
        for f in &mut out {
            f.weak |= path.weak;
        }
        out
    }

    fn walk(&self, id: PropositionId, steps: &[Step]) -> Vec<Node<'a>> {
        let mut nodes = vec![Node::Proposition(id)];
        for step in steps {
            let mut next = Vec::new();
            for node in nodes {
                let at = match node {
                    Node::Proposition(p) => Some(p),
                    Node::Word(..) => None,
                    Node::Argument(p, a) => {
                        let sentence = self.prop(p).map_or(0, |p| p.sentence);
                        self.by_predicate
                            .get(&(sentence, a.head))
                            .copied()
                            .filter(|&inner| inner != p)
                    }
                };
                let before = next.len();
                match at {
                    Some(at) if *step == Step::Clause => {
                        next.extend(self.contents(at).into_iter().map(Node::Proposition));
                    }
                    Some(at) => next.extend(
                        self.step_arguments(at, step)
                            .into_iter()
                            .map(|a| Node::Argument(at, a)),
                    ),
                    None => {}
                }
                if next.len() == before
                    && *step == Step::Object
                    && let Node::Proposition(p) = node
                    && let Some(p) = self.prop(p)
                    && p.predicate.support.is_some()
                {
                    // Of "signed a deal with Libya" the deal is both the object and the predicate.
                    next.push(Node::Word(p.sentence, p.predicate.head));
                }
                if next.len() == before
                    && matches!(step, Step::Marker(_))
                    && let Node::Proposition(p) = node
                {
                    // "was in Rome for talks": the second phrase is often hung on the first.
                    next.extend(
                        self.words_after_obliques(p, step)
                            .into_iter()
                            .map(|(s, t)| Node::Word(s, t)),
                    );
                }
                if next.len() == before {
                    let (sentence, head) = match node {
                        Node::Argument(p, a) => (self.prop(p).map_or(0, |p| p.sentence), a.head),
                        Node::Word(s, t) => (s, t),
                        Node::Proposition(_) => continue,
                    };
                    next.extend(
                        self.words_below(sentence, head, step)
                            .into_iter()
                            .map(|t| Node::Word(sentence, t)),
                    );
                }
            }
            nodes = next;
        }
        nodes
    }

    /// Nouns after a preposition that hang on another prepositional phrase of the proposition.
    pub(super) fn words_after_obliques(
        &self,
        id: PropositionId,
        step: &Step,
    ) -> Vec<(u32, TokenId)> {
        let Some(p) = self.prop(id) else {
            return Vec::new();
        };
        p.arguments
            .iter()
            .filter(|a| a.role == Role::Oblique)
            .flat_map(|a| self.words_below(p.sentence, a.head, step))
            .map(|t| (p.sentence, t))
            .collect()
    }

    /// Nouns that depend on a noun in the way that a step asks for: after its preposition, or as possessor.
    fn words_below(&self, sentence: u32, head: TokenId, step: &Step) -> Vec<TokenId> {
        let Some(s) = self.analysis.sentences.get(sentence as usize) else {
            return Vec::new();
        };
        if head as usize >= s.tokens.len() {
            return Vec::new();
        }
        match step {
            Step::Marker(marker) => s
                .children_by(head, Deprel::NMOD)
                .filter(|&c| self.preposition(s, sentence, c) == *marker)
                .collect(),
            Step::Subject => s.children_by(head, Deprel::NMOD_POSS).collect(),
            Step::Object => s
                .children_by(head, Deprel::NMOD)
                .filter(|&c| self.preposition(s, sentence, c) == "of")
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The noun that a noun of measure counts: its of-phrase.
    pub(super) fn measured(&self, sentence: u32, head: TokenId) -> Option<TokenId> {
        self.words_below(sentence, head, &Step::Object)
            .into_iter()
            .next()
    }

    /// The preposition of a noun phrase, its parts joined ("out of").
    fn preposition(&self, s: &Sentence, sentence: u32, head: TokenId) -> String {
        let mut words = Vec::new();
        for c in s.children_by(head, Deprel::CASE) {
            words.push(self.lemma(sentence, c));
            words.extend(
                s.children_by(c, Deprel::FIXED)
                    .map(|f| self.lemma(sentence, f)),
            );
        }
        words.join(" ")
    }

    /// The entities that a noun and those coordinated with it are.
    fn word_fillers(&self, sentence: u32, head: TokenId) -> Vec<Filler> {
        let conjuncts = self
            .analysis
            .sentences
            .get(sentence as usize)
            .map(|s| s.children_by(head, Deprel::CONJ).collect::<Vec<_>>())
            .unwrap_or_default();
        std::iter::once(head)
            .chain(conjuncts)
            .flat_map(|t| self.token_fillers(sentence, t))
            .collect()
    }

    /// The entities that an argument's coordinated parts are, groups replaced by their members.
    fn argument_fillers(&self, id: PropositionId, argument: &Argument) -> Vec<Filler> {
        let sentence = self.prop(id).map_or(0, |p| p.sentence);
        let heads: &[TokenId] = if argument.conjuncts.is_empty() {
            std::slice::from_ref(&argument.head)
        } else {
            &argument.conjuncts
        };
        heads
            .iter()
            .flat_map(|&h| self.token_fillers(sentence, h))
            .collect()
    }

    /// The entities of a list of names: the coordinated ones, and persons named in it that the tree hangs on each other.
    pub(super) fn listed(&self, sentence: u32, argument: &Argument) -> Vec<Filler> {
        let mut out: Vec<Filler> = argument
            .conjuncts
            .iter()
            .flat_map(|&t| self.token_fillers(sentence, t))
            .collect();
        let Some(s) = self.analysis.sentences.get(sentence as usize) else {
            return out;
        };
        let hangs = |token: TokenId| {
            let mut at = token;
            for _ in 0..s.tokens.len() {
                if at == argument.head {
                    return true;
                }
                let Some(t) = s.tokens.get(at as usize) else {
                    return false;
                };
                let d = t.deprel;
                let listed = d.is(Deprel::CONJ)
                    || d.is(Deprel::APPOS)
                    || d.is(Deprel::FLAT)
                    || d == Deprel::NMOD_DESC
                    || (d == Deprel::NMOD && s.child_by(at, Deprel::CASE).is_none());
                match t.head {
                    Some(h) if listed => at = h,
                    _ => return false,
                }
            }
            false
        };
        for (i, m) in self.mentions.iter().enumerate() {
            let person = m.sentence == sentence
                && m.form == MentionForm::Name
                && argument.tokens.contains(&m.head)
                && self
                    .entities
                    .get(m.entity as usize)
                    .is_some_and(|e| e.class == "Person");
            if person && hangs(m.head) {
                for f in self.mention_fillers(i as MentionId) {
                    if !out.iter().any(|o| o.entity == f.entity) {
                        out.push(f);
                    }
                }
            }
        }
        out
    }

    /// The entity that a noun phrase with that head is.
    pub(super) fn token_fillers(&self, sentence: u32, head: TokenId) -> Vec<Filler> {
        if let Some(&m) = self.by_head.get(&(sentence, head)) {
            return self.mention_fillers(m);
        }
        let Some(s) = self.analysis.sentences.get(sentence as usize) else {
            return Vec::new();
        };
        let lemma = self.lemma(sentence, head);
        if lemma == "who"
            && s.tokens
                .get(head as usize)
                .is_some_and(|t| t.upos == Upos::Pron)
        {
            return self.antecedent(sentence, head);
        }
        if self.frames.in_set("quantity", &lemma) {
            // "thousands of Kurds": the people are in the of-phrase.
            let inner = s.children_by(head, Deprel::NMOD).next();
            return inner.map_or_else(Vec::new, |i| self.token_fillers(sentence, i));
        }
        if self.frames.in_set("instrument", &lemma) {
            // "Israeli helicopters": arms, organs and buildings act for their state.
            return s
                .children(head)
                .filter_map(|c| self.by_head.get(&(sentence, c)))
                .filter(|&&m| {
                    self.mentions
                        .get(m as usize)
                        .and_then(|m| self.entities.get(m.entity as usize))
                        .is_some_and(|e| self.frames.in_group("state", &e.class))
                })
                .take(1)
                .flat_map(|&m| self.mention_fillers(m))
                .collect();
        }
        let part = s
            .children(head)
            .filter(|&c| s.token(c).deprel.is(Deprel::FLAT))
            .find_map(|c| self.by_head.get(&(sentence, c)));
        if let Some(&m) = part {
            return self.mention_fillers(m);
        }
        // A name whose head the mention sees elsewhere.
        self.mentions
            .iter()
            .enumerate()
            .filter(|(_, m)| {
                m.sentence == sentence
                    && m.form == MentionForm::Name
                    && m.tokens.contains(&head)
                    && s.tokens
                        .get(head as usize)
                        .is_some_and(|t| t.upos == Upos::Propn)
            })
            .min_by_key(|(_, m)| m.tokens.len())
            .map_or_else(Vec::new, |(i, _)| self.mention_fillers(i as MentionId))
    }

    /// Whom a "who" means that no relative clause ties to its noun: the last one named before it, if it follows a comma.
    fn antecedent(&self, sentence: u32, who: TokenId) -> Vec<Filler> {
        let comma = self
            .analysis
            .sentences
            .get(sentence as usize)
            .and_then(|s| s.tokens.get(who.checked_sub(1)? as usize))
            .is_some_and(|t| t.form == ",");
        if !comma {
            return Vec::new();
        }
        self.mentions
            .iter()
            .enumerate()
            .filter(|(_, m)| {
                m.sentence == sentence
                    && m.tokens.end <= who
                    && m.form == MentionForm::Name
                    && self
                        .entities
                        .get(m.entity as usize)
                        .is_some_and(|e| e.class == "Person")
            })
            .max_by_key(|(_, m)| m.tokens.end)
            .map_or_else(Vec::new, |(i, _)| self.mention_fillers(i as MentionId))
    }

    fn mention_fillers(&self, id: MentionId) -> Vec<Filler> {
        let Some(m) = self.mentions.get(id as usize) else {
            return Vec::new();
        };
        let members = self
            .entities
            .get(m.entity as usize)
            .map(|e| e.members.as_slice())
            .unwrap_or_default();
        let filler = |entity| Filler {
            entity,
            mention: Some(id),
            weak: false,
        };
        if members.is_empty() {
            vec![filler(m.entity)]
        } else {
            members.iter().map(|&e| filler(e)).collect()
        }
    }

    /// Entities named inside an argument, those nearest to its head first; only the nearest rank counts.
    fn inside(&self, sentence: u32, head: TokenId, tokens: &[TokenId], group: &str) -> Vec<Filler> {
        let Some(s) = self.analysis.sentences.get(sentence as usize) else {
            return Vec::new();
        };
        let depth = |token: TokenId| {
            let mut at = token;
            for d in 0..=s.tokens.len() {
                if at == head {
                    return Some(d);
                }
                at = s.tokens.get(at as usize)?.head?;
            }
            None
        };
        let mut found: Vec<(usize, MentionId)> = self
            .mentions
            .iter()
            .enumerate()
            .filter(|(_, m)| {
                m.sentence == sentence
                    && m.head != head
                    && tokens.contains(&m.head)
                    && self
                        .entities
                        .get(m.entity as usize)
                        .is_some_and(|e| self.frames.in_group(group, &e.class))
            })
            .filter_map(|(i, m)| Some((depth(m.head)?, i as MentionId)))
            .collect();
        found.sort_unstable();
        let Some(&(nearest, _)) = found.first() else {
            return Vec::new();
        };
        found
            .iter()
            .take_while(|(d, _)| *d == nearest)
            .flat_map(|&(_, m)| self.mention_fillers(m))
            .collect()
    }
}
