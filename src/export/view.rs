//! The graph as a picture shows it: one petgraph view that every diagram and graph format is written from.

use crate::{
    extraction::Factuality,
    record::{self, Claim, terms},
    text::PartialDate,
};
use oxigraph::{
    model::{GraphNameRef, NamedNode, NamedNodeRef, Term},
    store::{StorageError, Store},
};
use petgraph::{
    Direction,
    graph::{DiGraph, NodeIndex},
    visit::EdgeRef,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Nodes shown of a whole graph, unless all are asked for.
pub const DEFAULT_LIMIT: usize = 60;

/// What a node is; told apart by shape and colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Whoever leads a country or an international organization.
    Leader,
    /// Another person.
    Person,
    /// A country.
    Country,
    /// An organization.
    Organization,
    /// A city, region or landmark.
    Place,
    /// An act or happening.
    Event,
    /// What others attend, hold or refer to.
    Occasion,
    /// Offices, topics, unnamed groups and the rest.
    Other,
}

impl Kind {
    /// All kinds, in the order of the legend.
    pub const ALL: [Self; 8] = [
        Self::Leader,
        Self::Person,
        Self::Country,
        Self::Organization,
        Self::Place,
        Self::Event,
        Self::Occasion,
        Self::Other,
    ];

    /// Its name in legends and classes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::Person => "person",
            Self::Country => "country",
            Self::Organization => "organization",
            Self::Place => "place",
            Self::Event => "event",
            Self::Occasion => "occasion",
            Self::Other => "other",
        }
    }

    /// The kinds that a word of `--only` keeps.
    pub fn of_word(word: &str) -> Option<&'static [Self]> {
        Some(match word {
            "leaders" => &[Self::Leader],
            "people" | "persons" => &[Self::Leader, Self::Person],
            "countries" => &[Self::Country],
            "organizations" => &[Self::Organization],
            "places" => &[Self::Place],
            "events" => &[Self::Event, Self::Occasion],
            "others" => &[Self::Other],
            _ => return None,
        })
    }

    /// Whether it is something that happens.
    pub const fn happens(self) -> bool {
        matches!(self, Self::Event | Self::Occasion)
    }
}

/// A node of the view.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The entity or event.
    pub iri: NamedNode,
    /// A name that is unique in the view: letters, digits and hyphens.
    pub id: String,
    /// What is written in it.
    pub label: String,
    /// Its full name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its classes by local name.
    pub classes: Vec<String>,
    /// When it began and ended, for events.
    pub dates: (Option<PartialDate>, Option<PartialDate>),
    /// How surely an event is told.
    pub factuality: Factuality,
    /// The country it belongs to, by label.
    pub country: Option<String>,
    /// Its item in Wikidata.
    pub wikidata: Option<String>,
    /// How central it is, above 0; the sum over the whole graph is 1.
    pub centrality: f64,
    /// How often it is mentioned.
    pub mentions: u64,
    /// A sentence that tells of it, with its source.
    pub evidence: String,
}

/// An edge of the view.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// A name that is unique in the view.
    pub id: String,
    /// The property.
    pub property: NamedNode,
    /// In words, with the date.
    pub label: String,
    /// How surely it is told.
    pub factuality: Factuality,
    /// Told as over.
    pub ended: bool,
    /// A role in an event, not a claim of its own.
    pub role: bool,
    /// When it held or happened.
    pub dates: (Option<PartialDate>, Option<PartialDate>),
    /// In how many articles.
    pub sources: usize,
    /// Who says it, where it isn't the reporter.
    pub attributed_to: Vec<String>,
    /// The statements it stands for.
    pub statements: Vec<String>,
    /// The extractor's highest confidence.
    pub confidence: Option<f64>,
    /// A sentence that says so, with its source.
    pub evidence: String,
}

/// What part of the graph to show.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The entities to start from; empty for the whole graph.
    pub focus: Vec<NamedNode>,
    /// How many steps from there.
    pub depth: usize,
    /// The kinds to keep; empty for the usual ones.
    pub only: Vec<Kind>,
    /// Leave out what ended before.
    pub since: Option<PartialDate>,
    /// Leave out what began after.
    pub until: Option<PartialDate>,
    /// Show everything, offices, topics, groups and open statements included.
    pub all: bool,
    /// How many nodes at most, unless all.
    pub limit: usize,
}

impl Default for Scope {
    fn default() -> Self {
        Self {
            focus: Vec::new(),
            depth: 1,
            only: Vec::new(),
            since: None,
            until: None,
            all: false,
            limit: DEFAULT_LIMIT,
        }
    }
}

/// The view: a directed multigraph and what it leaves out.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Nodes and edges, in a stable order.
    pub graph: DiGraph<Node, Edge>,
    /// What it shows, in words.
    pub title: String,
    /// Nodes that the scope would hold but for the limit.
    pub left_out: usize,
}

/// A node before it is known whether it is shown.
#[derive(Clone)]
struct Facts {
    kind: Kind,
    classes: Vec<String>,
    label: String,
}

/// Reads the view of a scope from the store.
///
/// # Errors
/// When the store cannot be read.
pub fn view(store: &Store, scope: &Scope) -> Result<View, StorageError> {
    let mut reader = Reader {
        store,
        nodes: BTreeMap::new(),
    };
    let events = reader.events()?;
    let as_nodes = shown_events(&events, &reader.nodes, scope);
    let mut edges = reader.claims(scope, &as_nodes)?;
    edges.extend(reader.roles(&events, &as_nodes)?);
    let mut drafts: Vec<(String, String, Edge)> = Vec::new();
    for (from, to, edge) in edges {
        if reader.wanted(&from, scope)? && reader.wanted(&to, scope)? && in_time(edge.dates, scope)
        {
            drafts.push((from, to, edge));
        }
    }
    let scores = centrality(&drafts);
    let kept = choose(&reader.nodes, &drafts, &scores, scope);
    reader.assemble(&drafts, &scores, &kept, scope)
}

struct Reader<'a> {
    store: &'a Store,
    nodes: BTreeMap<String, Facts>,
}

/// An event with its roles.
struct Happening {
    iri: NamedNode,
    kind: Kind,
    roles: Vec<(Role, NamedNode)>,
    factuality: Factuality,
    dates: (Option<PartialDate>, Option<PartialDate>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Actor,
    Recipient,
    Companion,
    Location,
    Origin,
    Occasion,
    SubEventOf,
}

impl Role {
    const ALL: [Self; 7] = [
        Self::Actor,
        Self::Recipient,
        Self::Companion,
        Self::Location,
        Self::Origin,
        Self::Occasion,
        Self::SubEventOf,
    ];

    const fn property(self) -> NamedNodeRef<'static> {
        match self {
            Self::Actor => terms::ACTOR,
            Self::Recipient => terms::RECIPIENT,
            Self::Companion => terms::COMPANION,
            Self::Location => terms::LOCATION,
            Self::Origin => terms::ORIGIN,
            Self::Occasion => terms::OCCASION,
            Self::SubEventOf => terms::SUB_EVENT_OF,
        }
    }

    /// What is written at the edge, read along its arrow.
    const fn words(self) -> &'static str {
        match self {
            Self::Actor => "",
            Self::Recipient => "to",
            Self::Companion => "with",
            Self::Location => "in",
            Self::Origin => "from",
            Self::Occasion => "at",
            Self::SubEventOf => "part of",
        }
    }
}

impl Reader<'_> {
    fn facts(&mut self, iri: &str) -> Result<&Facts, StorageError> {
        if !self.nodes.contains_key(iri) {
            let node = NamedNodeRef::new_unchecked(iri);
            let classes = record::classes(self.store, node)?;
            let kind = match kind(&classes) {
                Kind::Person if self.leads(node)? => Kind::Leader,
                kind => kind,
            };
            let facts = Facts {
                kind,
                label: record::label(self.store, node)?,
                classes,
            };
            self.nodes.insert(iri.to_owned(), facts);
        }
        // The entry was made above where it was missing.
        Ok(&self.nodes[iri])
    }

    /// Whether the graph states as a fact that somebody leads a country or a body.
    fn leads(&self, node: NamedNodeRef<'_>) -> Result<bool, StorageError> {
        for property in ["headOfStateOf", "headOfGovernmentOf", "leads"] {
            let property = terms::chy(property);
            let found = self
                .store
                .quads_for_pattern(
                    Some(node.into()),
                    Some(property.as_ref()),
                    None,
                    Some(GraphNameRef::DefaultGraph),
                )
                .next();
            if found.transpose()?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn wanted(&mut self, iri: &str, scope: &Scope) -> Result<bool, StorageError> {
        let kind = self.facts(iri)?.kind;
        Ok(if scope.only.is_empty() {
            scope.all
                || kind != Kind::Other
                || scope.focus.iter().any(|focus| focus.as_str() == iri)
        } else {
            scope.only.contains(&kind)
        })
    }

    fn events(&mut self) -> Result<Vec<Happening>, StorageError> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        for quad in self
            .store
            .quads_for_pattern(None, Some(terms::FACTUALITY), None, None)
        {
            if let oxigraph::model::NamedOrBlankNode::NamedNode(node) = quad?.subject {
                seen.insert(node.into_string());
            }
        }
        for iri in seen {
            let kind = self.facts(&iri)?.kind;
            if !kind.happens() {
                continue;
            }
            let node = NamedNode::new_unchecked(iri);
            let mut roles = Vec::new();
            for role in Role::ALL {
                for value in record::values(self.store, node.as_ref(), role.property())? {
                    if let Term::NamedNode(value) = value
                        // What is visited is also where it is.
                        && !(role == Role::Location && roles.contains(&(Role::Recipient, value.clone())))
                    {
                        self.facts(value.as_str())?;
                        roles.push((role, value));
                    }
                }
            }
            let factuality =
                match record::values(self.store, node.as_ref(), terms::FACTUALITY)?.first() {
                    Some(Term::NamedNode(value)) => {
                        terms::local_name(value.as_str()).and_then(|name| name.parse().ok())
                    }
                    _ => None,
                };
            found.push(Happening {
                dates: record::dates(self.store, node.as_ref())?,
                iri: node,
                kind,
                roles,
                factuality: factuality.unwrap_or(Factuality::Possible),
            });
        }
        Ok(found)
    }

    /// One edge for each relation, object, factuality and time that statements claim between two nodes.
    fn claims(
        &mut self,
        scope: &Scope,
        as_nodes: &BTreeSet<String>,
    ) -> Result<Vec<(String, String, Edge)>, StorageError> {
        struct Group {
            claims: Vec<Claim>,
        }
        let mut groups: BTreeMap<ClaimKey, Group> = BTreeMap::new();
        for statement in record::statements(self.store)? {
            let Some(claim) = record::claim(self.store, statement.as_ref())? else {
                continue;
            };
            let Term::NamedNode(object) = &claim.object else {
                continue;
            };
            if claim
                .event
                .as_ref()
                .is_some_and(|event| as_nodes.contains(event.as_str()))
            {
                continue;
            }
            let property = terms::local_name(claim.predicate.as_str()).unwrap_or_default();
            if !scope.all && (property.is_empty() || property.starts_with("rel/")) {
                continue;
            }
            let (mut from, mut to) = (
                claim.subject.as_str().to_owned(),
                object.as_str().to_owned(),
            );
            if from == to {
                continue;
            }
            if record::schema().is_some_and(|schema| schema.symmetric(property)) && from > to {
                std::mem::swap(&mut from, &mut to);
            }
            let key = (
                from,
                to,
                claim.predicate.as_str().to_owned(),
                claim.factuality,
                claim.start,
                claim.ended,
            );
            groups
                .entry(key)
                .or_insert_with(|| Group { claims: Vec::new() })
                .claims
                .push(claim);
        }
        let mut pairs: BTreeMap<(String, String), Vec<_>> = BTreeMap::new();
        for key in groups.keys() {
            pairs
                .entry(pair(&key.0, &key.1))
                .or_default()
                .push(key.clone());
        }
        let mut edges = Vec::new();
        for ((from, to, property, factuality, start, ended), group) in groups {
            if !scope.all {
                let repeated = pairs.get(&pair(&from, &to)).into_iter().flatten().any(
                    |(_, _, p, fact, other, over)| {
                        // What was planned and has happened, and what a narrower relation says as surely, is not drawn again.
                        let happened = *p == property
                            && *fact == Factuality::Fact
                            && factuality != Factuality::Fact
                            && factuality != Factuality::Denied
                            && start.zip(*other).is_none_or(|(a, b)| a.compatible(b));
                        let narrower = p != &property
                            && *fact <= factuality
                            && *over == ended
                            && is_below(p, &property);
                        // A date says more than none.
                        let dated = *p == property
                            && *fact == factuality
                            && start.is_none()
                            && other.is_some()
                            && *over == ended;
                        happened || narrower || dated
                    },
                );
                if repeated {
                    continue;
                }
            }
            let edge = self.edge(&property, factuality, ended, &group.claims)?;
            edges.push((from, to, edge));
        }
        Ok(edges)
    }

    fn edge(
        &self,
        property: &str,
        factuality: Factuality,
        ended: bool,
        claims: &[Claim],
    ) -> Result<Edge, StorageError> {
        let property = NamedNode::new_unchecked(property);
        let dates = claims.iter().fold(
            (None, None),
            |(start, end): (Option<PartialDate>, Option<PartialDate>), claim| {
                (start.or(claim.start), end.or(claim.end))
            },
        );
        let mut documents = BTreeSet::new();
        let mut sources = BTreeSet::new();
        let mut evidence = String::new();
        for claim in claims {
            for source in &claim.attributed_to {
                sources.insert(record::term_label(self.store, source)?);
            }
            for passage in &claim.passages {
                let passage = record::passage(self.store, passage.as_ref())?;
                if evidence.is_empty() {
                    evidence = self.cite(&passage)?;
                }
                documents.extend(passage.document.map(NamedNode::into_string));
            }
        }
        let words = record::property_label(self.store, property.as_ref())?;
        Ok(Edge {
            id: String::new(),
            label: edge_label(&words, factuality, ended, dates),
            property,
            factuality,
            ended,
            role: false,
            dates,
            sources: documents.len().max(1),
            attributed_to: sources.into_iter().collect(),
            statements: claims
                .iter()
                .map(|claim| claim.statement.as_str().to_owned())
                .collect(),
            confidence: claims
                .iter()
                .filter_map(|claim| claim.confidence)
                .reduce(f64::max),
            evidence,
        })
    }

    fn cite(&self, passage: &record::Passage) -> Result<String, StorageError> {
        Ok(match &passage.document {
            Some(document) => {
                let article = record::article(self.store, document.as_ref())?;
                format!("“{}” {}", passage.text.trim(), article.citation())
            }
            None => format!("“{}”", passage.text.trim()),
        })
    }

    fn roles(
        &mut self,
        events: &[Happening],
        as_nodes: &BTreeSet<String>,
    ) -> Result<Vec<(String, String, Edge)>, StorageError> {
        let mut edges = Vec::new();
        for event in events
            .iter()
            .filter(|event| as_nodes.contains(event.iri.as_str()))
        {
            let passages = record::passages_of_event(self.store, event.iri.as_ref())?;
            let mut documents = BTreeSet::new();
            let mut evidence = String::new();
            for passage in &passages {
                let passage = record::passage(self.store, passage.as_ref())?;
                if evidence.is_empty() {
                    evidence = self.cite(&passage)?;
                }
                documents.extend(passage.document.map(NamedNode::into_string));
            }
            for (role, other) in &event.roles {
                if matches!(role, Role::Occasion | Role::SubEventOf)
                    && !as_nodes.contains(other.as_str())
                {
                    continue;
                }
                let (from, to) = match role {
                    Role::Actor => (other.as_str(), event.iri.as_str()),
                    _ => (event.iri.as_str(), other.as_str()),
                };
                edges.push((
                    from.to_owned(),
                    to.to_owned(),
                    Edge {
                        id: String::new(),
                        property: role.property().into_owned(),
                        label: role.words().to_owned(),
                        factuality: event.factuality,
                        ended: false,
                        role: true,
                        dates: event.dates,
                        sources: documents.len().max(1),
                        attributed_to: Vec::new(),
                        statements: Vec::new(),
                        confidence: None,
                        evidence: evidence.clone(),
                    },
                ));
            }
        }
        Ok(edges)
    }

    fn assemble(
        &mut self,
        drafts: &[(String, String, Edge)],
        scores: &BTreeMap<String, f64>,
        kept: &BTreeSet<String>,
        scope: &Scope,
    ) -> Result<View, StorageError> {
        let mut graph: DiGraph<Node, Edge> = DiGraph::new();
        let mut index: BTreeMap<&str, NodeIndex> = BTreeMap::new();
        let mut ids = BTreeSet::new();
        for iri in kept {
            let node = self.node(iri, scores.get(iri).copied().unwrap_or_default(), &mut ids)?;
            index.insert(iri, graph.add_node(node));
        }
        for (number, (from, to, edge)) in drafts
            .iter()
            .filter(|(from, to, _)| kept.contains(from) && kept.contains(to))
            .enumerate()
        {
            if let (Some(&from), Some(&to)) = (index.get(from.as_str()), index.get(to.as_str())) {
                let mut edge = edge.clone();
                edge.id = format!("e{}", number + 1);
                graph.add_edge(from, to, edge);
            }
        }
        let mut title = match scope.focus.as_slice() {
            [] => "The record".to_owned(),
            several => {
                let names: Vec<String> = several
                    .iter()
                    .map(|node| record::label(self.store, node.as_ref()))
                    .collect::<Result<_, _>>()?;
                names.join(" and ")
            }
        };
        match (scope.since, scope.until) {
            (Some(since), Some(until)) => {
                title = format!(
                    "{title}, {} to {}",
                    record::in_words(since),
                    record::in_words(until)
                );
            }
            (Some(since), None) => title = format!("{title}, since {}", record::in_words(since)),
            (None, Some(until)) => title = format!("{title}, until {}", record::in_words(until)),
            (None, None) => {}
        }
        let all: BTreeSet<&String> = drafts.iter().flat_map(|(from, to, _)| [from, to]).collect();
        Ok(View {
            left_out: if scope.focus.is_empty() {
                all.len().saturating_sub(kept.len())
            } else {
                0
            },
            graph,
            title,
        })
    }

    fn node(
        &mut self,
        iri: &str,
        centrality: f64,
        ids: &mut BTreeSet<String>,
    ) -> Result<Node, StorageError> {
        let facts = self.facts(iri)?.clone();
        let node = NamedNode::new_unchecked(iri);
        let dates = record::dates(self.store, node.as_ref())?;
        let first = |property| -> Result<Option<Term>, StorageError> {
            Ok(record::values(self.store, node.as_ref(), property)?
                .into_iter()
                .next())
        };
        let evidence = if facts.kind.happens() {
            match record::passages_of_event(self.store, node.as_ref())?.first() {
                Some(passage) => self.cite(&record::passage(self.store, passage.as_ref())?)?,
                None => String::new(),
            }
        } else {
            String::new()
        };
        let factuality = match first(terms::FACTUALITY)? {
            Some(Term::NamedNode(value)) => {
                terms::local_name(value.as_str()).and_then(|name| name.parse().ok())
            }
            _ => None,
        };
        let wikidata = first(terms::SAME_AS)?
            .map(record::plain)
            .and_then(|iri| iri.strip_prefix(terms::WIKIDATA).map(str::to_owned));
        Ok(Node {
            id: unique_id(iri, ids),
            label: node_label(&facts, dates.0.or(dates.1)),
            name: facts.label,
            kind: facts.kind,
            country: self.country(node.as_ref(), facts.kind)?,
            classes: facts.classes,
            dates,
            factuality: factuality.unwrap_or_default(),
            wikidata,
            centrality,
            mentions: first(terms::MENTION_COUNT)?
                .and_then(|term| record::plain(term).parse().ok())
                .unwrap_or_default(),
            evidence,
            iri: node,
        })
    }

    /// The label of the country that a node belongs to, where the graph says so as a fact.
    fn country(&self, node: NamedNodeRef<'_>, kind: Kind) -> Result<Option<String>, StorageError> {
        let properties: &[&str] = match kind {
            Kind::Country => return Ok(Some(record::label(self.store, node)?)),
            Kind::Leader | Kind::Person => &[
                "headOfStateOf",
                "headOfGovernmentOf",
                "leads",
                "officialOf",
                "citizenOf",
            ],
            Kind::Place => &["capitalOf", "locatedIn"],
            Kind::Organization => &["partOf", "locatedIn", "memberOf"],
            Kind::Event | Kind::Occasion | Kind::Other => return Ok(None),
        };
        for property in properties {
            for value in record::values(self.store, node, terms::chy(property).as_ref())? {
                if let Term::NamedNode(value) = value
                    && record::classes(self.store, value.as_ref())?
                        .iter()
                        .any(|class| class == "Country")
                {
                    return Ok(Some(record::label(self.store, value.as_ref())?));
                }
            }
        }
        Ok(None)
    }
}

/// What makes claims one edge: subject, object, property, factuality, start, and whether it is over.
type ClaimKey = (
    String,
    String,
    String,
    Factuality,
    Option<PartialDate>,
    bool,
);

/// Two nodes in the order of their IRIs.
fn pair(a: &str, b: &str) -> (String, String) {
    (a.min(b).to_owned(), a.max(b).to_owned())
}

/// The kind of an entity with these classes.
fn kind(classes: &[String]) -> Kind {
    let is = |above: &str| {
        classes.iter().any(|class| {
            class == above || record::schema().is_some_and(|schema| schema.is_a(class, above))
        })
    };
    if is("Occasion") {
        Kind::Occasion
    } else if is("Event") {
        Kind::Event
    } else if is("Leader") {
        Kind::Leader
    } else if is("Person") {
        Kind::Person
    } else if is("Country") {
        Kind::Country
    } else if is("Organization") {
        Kind::Organization
    } else if is("Place") {
        Kind::Place
    } else {
        Kind::Other
    }
}

fn is_below(narrow: &str, broad: &str) -> bool {
    match (
        terms::local_name(narrow),
        terms::local_name(broad),
        record::schema(),
    ) {
        (Some(narrow), Some(broad), Some(schema)) => schema.is_subproperty(narrow, broad),
        _ => false,
    }
}

/// The events drawn as nodes. An act between two parties is an edge; one that joins more, or belongs to an occasion,
/// is a node, and so is every occasion.
fn shown_events(
    events: &[Happening],
    nodes: &BTreeMap<String, Facts>,
    scope: &Scope,
) -> BTreeSet<String> {
    let without = !scope.only.is_empty() && !scope.only.iter().any(|kind| kind.happens());
    events
        .iter()
        .filter(|event| {
            let parties: BTreeSet<&str> = event
                .roles
                .iter()
                .filter(|(role, _)| matches!(role, Role::Actor | Role::Recipient | Role::Companion))
                .map(|(_, node)| node.as_str())
                // A visit to a country and its capital has one party at home.
                .filter(|node| {
                    nodes
                        .get(*node)
                        .is_none_or(|facts| facts.kind != Kind::Place)
                })
                .collect();
            let joined = event.roles.iter().any(|(role, _)| *role == Role::Occasion);
            let somewhere = event.roles.iter().any(|(role, _)| *role == Role::Location);
            let focused = scope.focus.contains(&event.iri);
            focused
                || !without
                    && (event.kind == Kind::Occasion
                        || scope.all
                        || parties.len() > 2
                        || joined
                        || parties.len() == 1 && somewhere)
        })
        .map(|event| event.iri.as_str().to_owned())
        .collect()
}

fn in_time(dates: (Option<PartialDate>, Option<PartialDate>), scope: &Scope) -> bool {
    let (start, end) = (dates.0.or(dates.1), dates.1.or(dates.0));
    let late_enough = scope
        .since
        .is_none_or(|since| end.is_some_and(|end| end.last_day() >= since.first_day()));
    let early_enough = scope
        .until
        .is_none_or(|until| start.is_some_and(|start| start.first_day() <= until.last_day()));
    late_enough && early_enough
}

/// Page rank over the edges, whichever way they run; what is surer told counts more.
fn centrality(edges: &[(String, String, Edge)]) -> BTreeMap<String, f64> {
    const DAMPING: f64 = 0.85;
    const ROUNDS: usize = 40;
    let names: BTreeSet<&str> = edges
        .iter()
        .flat_map(|(a, b, _)| [a.as_str(), b.as_str()])
        .collect();
    let index: BTreeMap<&str, usize> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (*name, at))
        .collect();
    let count = names.len().max(1) as f64;
    let links: Vec<(usize, usize, f64)> = edges
        .iter()
        .filter_map(|(a, b, edge)| {
            let weight = match edge.factuality {
                Factuality::Fact => 1.0,
                Factuality::Planned | Factuality::Likely => 0.6,
                _ => 0.3,
            };
            Some((*index.get(a.as_str())?, *index.get(b.as_str())?, weight))
        })
        .collect();
    let mut strength = vec![0.0; names.len()];
    for &(a, b, weight) in &links {
        strength[a] += weight;
        strength[b] += weight;
    }
    let mut rank = vec![1.0 / count; names.len()];
    for _ in 0..ROUNDS {
        let mut next = vec![(1.0 - DAMPING) / count; names.len()];
        for &(a, b, weight) in &links {
            next[b] += DAMPING * rank[a] * weight / strength[a];
            next[a] += DAMPING * rank[b] * weight / strength[b];
        }
        rank = next;
    }
    names.into_iter().map(str::to_owned).zip(rank).collect()
}

/// The nodes to show: those near the focus, or the most central entities and then the events that join most of them.
fn choose(
    nodes: &BTreeMap<String, Facts>,
    edges: &[(String, String, Edge)],
    scores: &BTreeMap<String, f64>,
    scope: &Scope,
) -> BTreeSet<String> {
    let happens = |iri: &str| nodes.get(iri).is_some_and(|facts| facts.kind.happens());
    let mut order: Vec<&String> = scores.keys().collect();
    order.sort_by(|a, b| {
        let score = |iri: &String| scores.get(iri).copied().unwrap_or_default();
        score(b).total_cmp(&score(a)).then_with(|| a.cmp(b))
    });
    if !scope.focus.is_empty() {
        let near = within(edges, &scope.focus, scope.depth);
        let limit = if scope.all { usize::MAX } else { scope.limit };
        let mut kept: BTreeSet<String> = scope
            .focus
            .iter()
            .map(|node| node.as_str().to_owned())
            .collect();
        for iri in order
            .into_iter()
            .filter(|iri| near.contains_key(iri.as_str()))
        {
            if kept.len() < limit {
                kept.insert(iri.clone());
            }
        }
        return kept;
    }
    if scope.all || order.len() <= scope.limit {
        return order.into_iter().cloned().collect();
    }
    let entities = scope.limit * 2 / 3;
    let mut kept: BTreeSet<String> = order
        .iter()
        .filter(|iri| !happens(iri))
        .take(entities)
        .map(|iri| (*iri).clone())
        .collect();
    let mut joining: Vec<(usize, &String)> = order
        .iter()
        .filter(|iri| happens(iri))
        .map(|iri| {
            let others: BTreeSet<&String> = edges
                .iter()
                .filter_map(|(a, b, _)| {
                    if a == *iri {
                        Some(b)
                    } else if b == *iri {
                        Some(a)
                    } else {
                        None
                    }
                })
                .filter(|other| kept.contains(*other))
                .collect();
            (others.len(), *iri)
        })
        .filter(|(others, _)| *others > 0)
        .collect();
    // The order among those that join equally many stays that of centrality.
    joining.sort_by_key(|(others, _)| std::cmp::Reverse(*others));
    kept.extend(
        joining
            .into_iter()
            .take(scope.limit - entities)
            .map(|(_, iri)| iri.clone()),
    );
    // A node that lost all its neighbours says nothing.
    let joined: BTreeSet<String> = edges
        .iter()
        .filter(|(a, b, _)| kept.contains(a) && kept.contains(b))
        .flat_map(|(a, b, _)| [a.clone(), b.clone()])
        .collect();
    joined
}

/// The nodes within so many steps of some nodes, with the number of steps.
fn within(
    edges: &[(String, String, Edge)],
    from: &[NamedNode],
    depth: usize,
) -> BTreeMap<String, usize> {
    let mut neighbours: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (a, b, _) in edges {
        neighbours.entry(a).or_default().push(b);
        neighbours.entry(b).or_default().push(a);
    }
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    let mut open: VecDeque<(&str, usize)> = from.iter().map(|node| (node.as_str(), 0)).collect();
    while let Some((node, steps)) = open.pop_front() {
        if found.contains_key(node) {
            continue;
        }
        found.insert(node.to_owned(), steps);
        if steps < depth {
            open.extend(
                neighbours
                    .get(node)
                    .into_iter()
                    .flatten()
                    .map(|next| (*next, steps + 1)),
            );
        }
    }
    found
}

fn edge_label(
    words: &str,
    factuality: Factuality,
    ended: bool,
    dates: (Option<PartialDate>, Option<PartialDate>),
) -> String {
    let mark = match factuality {
        Factuality::Fact => "",
        Factuality::Planned => "planned: ",
        Factuality::Likely => "likely: ",
        Factuality::Possible => "possible: ",
        Factuality::Unlikely => "✗ unlikely: ",
        Factuality::Denied => "✗ denied: ",
    };
    let when = match dates {
        (Some(start), _) if !ended => format!(", {}", record::in_words(start)),
        (_, Some(end)) => format!(", until {}", record::in_words(end)),
        _ if ended => ", no longer".to_owned(),
        _ => String::new(),
    };
    format!("{mark}{words}{when}")
}

/// What is written in a node: a name; of an event what it is and when, since its parties stand beside it.
fn node_label(facts: &Facts, date: Option<PartialDate>) -> String {
    let with_date = |name: &str| match date {
        Some(date) if !name.contains(&date.year_number().to_string()) => {
            format!("{name}, {}", record::in_words(date))
        }
        _ => name.to_owned(),
    };
    if facts.kind != Kind::Event {
        return match facts.kind {
            Kind::Occasion => with_date(&facts.label),
            _ => facts.label.clone(),
        };
    }
    let schema = record::schema();
    let narrowest = facts.classes.iter().find(|class| {
        facts
            .classes
            .iter()
            .all(|other| other == *class || schema.is_none_or(|schema| !schema.is_a(other, class)))
    });
    let words = narrowest
        .and_then(|class| schema?.class(class))
        .map_or_else(|| facts.label.clone(), |class| class.label.clone());
    let mut chars = words.chars();
    let words: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(chars)
        .collect();
    with_date(&words)
}

/// A name of letters, digits and hyphens, unique among `taken`.
fn unique_id(iri: &str, taken: &mut BTreeSet<String>) -> String {
    let rest = iri
        .split("/id/")
        .nth(1)
        .unwrap_or_else(|| record::last_part(iri));
    let mut id: String = rest
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    if !id.starts_with(|c: char| c.is_ascii_alphabetic()) {
        id.insert_str(0, "n-");
    }
    let base = id.clone();
    let mut number = 2;
    while !taken.insert(id.clone()) {
        id = format!("{base}-{number}");
        number += 1;
    }
    id
}

impl View {
    /// The kinds that occur, in the order of the legend.
    pub fn kinds(&self) -> Vec<Kind> {
        Kind::ALL
            .into_iter()
            .filter(|kind| self.graph.node_weights().any(|node| node.kind == *kind))
            .collect()
    }

    /// The factualities that occur on edges, from fact to denial.
    pub fn factualities(&self) -> Vec<Factuality> {
        Factuality::ALL
            .into_iter()
            .filter(|f| self.graph.edge_weights().any(|edge| edge.factuality == *f))
            .collect()
    }

    /// The edges of a node in both directions.
    pub fn degree(&self, node: NodeIndex) -> usize {
        self.graph.edges_directed(node, Direction::Outgoing).count()
            + self.graph.edges_directed(node, Direction::Incoming).count()
    }

    /// Edges as source, target and weight, in a stable order.
    pub fn edges(&self) -> impl Iterator<Item = (NodeIndex, NodeIndex, &Edge)> {
        self.graph
            .edge_references()
            .map(|edge| (edge.source(), edge.target(), edge.weight()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Kind, Scope, View, view};
    use crate::extraction::Factuality;
    use oxigraph::{io::RdfFormat, model::NamedNode, store::Store};

    /// The hand-made graph of `tests/fixtures/accord.trig`.
    pub(in crate::export) fn fixture() -> Store {
        let store = Store::new().expect("a store");
        store
            .load_from_slice(
                RdfFormat::TriG,
                include_bytes!("../../tests/fixtures/accord.trig"),
            )
            .expect("the fixture is valid");
        store
    }

    fn labels(view: &View) -> Vec<&str> {
        view.graph
            .edge_weights()
            .map(|edge| edge.label.as_str())
            .collect()
    }

    #[test]
    fn leaders_countries_and_events_are_told_apart() {
        let view = view(&fixture(), &Scope::default()).expect("read");
        let kind = |name: &str| {
            view.graph
                .node_weights()
                .find(|node| node.name == name)
                .map(|node| node.kind)
        };
        assert_eq!(kind("Ama Owusu"), Some(Kind::Leader));
        assert_eq!(kind("Esi Owusu"), Some(Kind::Person));
        assert_eq!(kind("Togo"), Some(Kind::Country));
        assert_eq!(kind("Lomé"), Some(Kind::Place));
        assert_eq!(kind("Volta summit, May 2024"), Some(Kind::Occasion));
        assert_eq!(
            kind("Visit of Ama Owusu to Togo, May 2024"),
            Some(Kind::Event)
        );
        assert_eq!(kind("officials in Accra"), None);
        assert!(
            view.graph
                .node_weights()
                .any(|node| node.label == "Visit, 3 May 2024")
        );
    }

    #[test]
    fn edges_say_when_and_how_surely() {
        let view = view(&fixture(), &Scope::default()).expect("read");
        let labels = labels(&view);
        assert!(labels.contains(&"met with, 3 May 2024"), "{labels:?}");
        assert!(labels.contains(&"✗ denied: attended"), "{labels:?}");
        assert!(labels.contains(&"official of, until 2016"), "{labels:?}");
        // The plan was carried out; the act is drawn once.
        assert!(
            !labels.iter().any(|label| label.starts_with("planned: met")),
            "{labels:?}"
        );
        let unlikely = view
            .edges()
            .filter(|(_, _, edge)| edge.factuality == Factuality::Unlikely)
            .count();
        assert_eq!(
            unlikely, 3,
            "the meeting of three is one event with three parties"
        );
        assert!(
            view.edges().all(|(_, _, edge)| edge.evidence.contains('“')),
            "every edge has its sentence"
        );
    }

    #[test]
    fn scopes_narrow_the_view() {
        let store = fixture();
        let only = Scope {
            only: vec![Kind::Leader, Kind::Country],
            ..Scope::default()
        };
        let found = view(&store, &only).expect("read");
        assert!(
            found
                .graph
                .node_weights()
                .all(|node| only.only.contains(&node.kind))
        );
        assert!(labels(&found).contains(&"visited, 3 May 2024"));
        let focus = Scope {
            focus: vec![NamedNode::new_unchecked(
                "https://w3id.org/chancery/id/benin",
            )],
            ..Scope::default()
        };
        let found = view(&store, &focus).expect("read");
        let mut names: Vec<&str> = found
            .graph
            .node_weights()
            .map(|node| node.name.as_str())
            .collect();
        names.sort_unstable();
        assert_eq!(names, ["Benin", "Ghana", "Sena Houngbo"]);
        let late = Scope {
            since: "2025".parse().ok(),
            ..Scope::default()
        };
        assert_eq!(view(&store, &late).expect("read").graph.edge_count(), 0);
        let few = Scope {
            limit: 6,
            ..Scope::default()
        };
        let found = view(&store, &few).expect("read");
        assert!(found.graph.node_count() <= 6 && found.left_out > 0);
    }
}
