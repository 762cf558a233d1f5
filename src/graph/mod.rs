//! From resolutions to RDF: the one writer of the graph, its store on disk, and what follows by rules.
//!
//! The graph has the three layers of the vocabulary: facts and statements in the default graph, the evidence in one
//! named graph for each document. Two more named graphs can be left out of a query: [`INFERRED`], what follows from the
//! facts, and [`KNOWLEDGE`], what the gazetteer knows of the entities met.

mod background;
mod block;
mod error;
mod infer;
mod reasons;
mod rules;
mod store;
mod terms;
mod validate;
mod write;

pub use block::{Block, Prefix, blocks, head, paragraph, turtle};
pub use error::GraphError;
pub use infer::{Derivation, derivations};
pub use reasons::{inferred, merge_reasons};
pub use terms::{BASE, INFERRED, KNOWLEDGE};
pub use validate::{Report, SHAPES, Violation, validate};

use crate::resolution::{Context, Contradiction, Reading, Resolution, resolve};
use oxigraph::{
    io::{RdfFormat, RdfParser},
    store::Store,
};
use rayon::prelude::*;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};
use write::Writer;

/// A graph in its store folder, read-only.
pub struct Graph {
    folder: PathBuf,
    file: PathBuf,
    base: String,
}

/// What a change did.
#[derive(Debug)]
pub struct Change {
    /// The graph after it.
    pub graph: Graph,
    /// What the graph was made from.
    pub resolution: Resolution,
    /// Documents that are new.
    pub added: Vec<String>,
    /// Documents whose reading replaced an older one.
    pub replaced: Vec<String>,
    /// Documents whose reading was already there.
    pub unchanged: Vec<String>,
    /// Documents withdrawn.
    pub removed: Vec<String>,
}

/// Adds readings to the store in `folder`, withdraws documents, and writes the graph of what is then there.
///
/// Decisions given once are kept in the store and replayed at every change until others are given.
///
/// A reading replaces an older one of the same document; of several given for one document the last counts. The result
/// is the same as if everything had been given at once.
///
/// # Errors
/// When the folder cannot be read or written, another process writes to it, or `remove` names an unknown document.
pub fn update(
    folder: &Path,
    add: Vec<Reading>,
    remove: &[String],
    context: &Context<'_>,
    base: Option<&str>,
) -> Result<Change, GraphError> {
    let mut writing = store::Writing::open(folder)?;
    let kept = writing.manifest().map(|m| m.decisions.clone());
    let decisions = match kept {
        Some(kept) if !context.decisions.is_given() => kept,
        _ => context.decisions.clone(),
    };
    let context = &Context {
        decisions: &decisions,
        ..*context
    };
    let base = base
        .or(writing.manifest().map(|m| m.base.as_str()))
        .unwrap_or(BASE)
        .to_owned();
    let mut readings: BTreeMap<String, Reading> = writing
        .readings()?
        .into_iter()
        .map(|r| (r.document.id.clone(), r))
        .collect();
    let mut removed = Vec::new();
    for id in remove {
        if readings.remove(id).is_none() {
            return Err(GraphError::NoDocument(id.clone()));
        }
        removed.push(id.clone());
    }
    let (mut added, mut replaced, mut unchanged) = (Vec::new(), Vec::new(), Vec::new());
    for reading in add {
        let id = reading.document.id.clone();
        match readings.get(&id) {
            None => added.push(id.clone()),
            Some(old) if *old == reading => unchanged.push(id.clone()),
            Some(_) => replaced.push(id.clone()),
        }
        readings.insert(id, reading);
    }
    let readings: Vec<Reading> = readings.into_values().collect();
    let resolution = resolve(&readings, context)?;
    let generation = writing.commit(&readings, &base, &decisions, |folder| {
        write_graph(&folder.join(store::GRAPH), &resolution, context, &base)
    })?;
    Ok(Change {
        graph: Graph {
            folder: folder.to_owned(),
            file: generation.join(store::GRAPH),
            base,
        },
        resolution,
        added,
        replaced,
        unchanged,
        removed,
    })
}

/// Opens the store in `folder` to read it.
///
/// # Errors
/// When there is none, or it is damaged or of another version.
pub fn open(folder: &Path) -> Result<Graph, GraphError> {
    let manifest =
        store::manifest(folder)?.ok_or_else(|| GraphError::Missing(folder.to_owned()))?;
    Ok(Graph {
        file: store::generation(folder, &manifest).join(store::GRAPH),
        folder: folder.to_owned(),
        base: manifest.base,
    })
}

impl std::fmt::Debug for Graph {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Graph")
            .field("folder", &self.folder)
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

impl Graph {
    /// Base IRI of its resources.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The file that holds it, as N-Quads.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The readings that it was made from, by document id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn readings(&self) -> Result<Vec<Reading>, GraphError> {
        let manifest = store::manifest(&self.folder)?
            .ok_or_else(|| GraphError::Missing(self.folder.clone()))?;
        store::readings(&self.folder, &manifest)
    }

    /// The graph in Oxigraph's store, ready for queries.
    ///
    /// # Errors
    /// When it cannot be read or is damaged.
    pub fn load(&self) -> Result<Store, GraphError> {
        let text = fs::read(&self.file).map_err(GraphError::file("read", &self.file))?;
        load(&text)
    }

    /// Copies the graph to `path` as N-Quads.
    ///
    /// # Errors
    /// When either file fails.
    pub fn copy_n_quads(&self, path: &Path) -> Result<(), GraphError> {
        fs::copy(&self.file, path).map_err(GraphError::file("write", path))?;
        Ok(())
    }

    /// Prefixes for the graph in Turtle, `id:` included.
    pub fn prefixes(&self) -> Vec<Prefix<'_>> {
        prefixes(&self.base)
    }
}

/// Prefixes for a graph of that base in Turtle.
pub fn prefixes(base: &str) -> Vec<Prefix<'_>> {
    let mut all: Vec<Prefix<'_>> = terms::PREFIXES.to_vec();
    all.push(("id", base));
    all.sort_unstable();
    all
}

/// Loads N-Quads into an in-memory store, in parallel.
///
/// # Errors
/// When they are malformed.
pub fn load(n_quads: &[u8]) -> Result<Store, GraphError> {
    let store = Store::new()?;
    let mut loader = store.bulk_loader();
    loader
        .parallel_load_from_slice(RdfParser::from_format(RdfFormat::NQuads).lenient(), n_quads)?;
    loader.commit()?;
    Ok(store)
}

/// The graph of a resolution, subject by subject: entities, events and statements, then a graph for each document.
pub fn told(resolution: &Resolution, context: &Context<'_>, base: &str) -> Vec<Block> {
    let writer = Writer::new(resolution, context.schema, base);
    let mut blocks = writer.default_graph();
    blocks.extend(writer.evidence());
    blocks
}

/// What the gazetteer knows of the entities of a resolution, and what follows from that and the facts: the graphs
/// [`KNOWLEDGE`] and [`INFERRED`].
///
/// # Errors
/// When a rule is malformed or cannot be evaluated.
pub fn known(
    resolution: &Resolution,
    context: &Context<'_>,
    base: &str,
) -> Result<Vec<Block>, GraphError> {
    let writer = Writer::new(resolution, context.schema, base);
    let mut blocks = background::knowledge(&writer, context.gazetteer);
    let follows = infer::infer(&writer, &blocks)?;
    blocks.extend(follows);
    Ok(blocks)
}

/// Writes the graph of a resolution as N-Quads, synced.
fn write_graph(
    path: &Path,
    resolution: &Resolution,
    context: &Context<'_>,
    base: &str,
) -> Result<(), GraphError> {
    let file = File::create(path).map_err(GraphError::file("write", path))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    let blocks = told(resolution, context, base);
    let known = known(resolution, context, base)?;
    for chunk in blocks.chunks(4096).chain(known.chunks(4096)) {
        let lines: Vec<String> = chunk.par_iter().map(Block::n_quads).collect();
        for line in lines {
            out.write_all(line.as_bytes())
                .map_err(GraphError::file("write", path))?;
        }
    }
    out.into_inner()
        .map_err(std::io::IntoInnerError::into_error)
        .and_then(|file| file.sync_all())
        .map_err(GraphError::file("write", path))
}

/// Writes the graph of a resolution as Turtle: one readable file for people. Turtle has no named graphs: the evidence
/// stands with the rest, what follows by rules is left out.
///
/// # Errors
/// When the file cannot be written.
pub fn write_turtle(
    path: &Path,
    resolution: &Resolution,
    context: &Context<'_>,
    base: &str,
) -> Result<(), GraphError> {
    let prefixes = prefixes(base);
    let file = File::create(path).map_err(GraphError::file("write", path))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    let write = |out: &mut BufWriter<File>, text: &str| {
        out.write_all(text.as_bytes())
            .map_err(GraphError::file("write", path))
    };
    write(&mut out, &head(&prefixes))?;
    for chunk in told(resolution, context, base).chunks(4096) {
        let paragraphs: Vec<String> = chunk.par_iter().map(|b| paragraph(b, &prefixes)).collect();
        for text in paragraphs {
            write(&mut out, &text)?;
        }
    }
    out.flush().map_err(GraphError::file("write", path))
}

/// The pairs of statement IRIs that cannot both hold.
pub fn contradictions(resolution: &Resolution, base: &str) -> Vec<(String, String)> {
    let name = |i: u32| {
        let claim = resolution.claims.get(i as usize);
        claim.map_or_else(String::new, |c| format!("{base}{}", c.name))
    };
    resolution
        .contradictions
        .iter()
        .map(|Contradiction { one, other }| (name(*one), name(*other)))
        .collect()
}
