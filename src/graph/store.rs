//! The store folder: what is kept between runs.
//!
//! ```text
//! store/
//!   CURRENT            JSON: format, generation, base IRI, the user's decisions
//!   LOCK               held by the one process that writes
//!   g-0000000007/
//!     readings.jsonl.gz   a document's reading a line, by id: what the graph is a function of
//!     graph.nq            the graph, loaded by queries
//! ```
//!
//! A change writes a whole new generation beside the old one, syncs it, and then renames `CURRENT` over: whenever the
//! process is killed, `CURRENT` names either the old generation or the new one, both whole. What a killed run left
//! behind is removed by the next one that writes.

use super::GraphError;
use crate::resolution::{Decisions, Reading};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
};

/// Format of the store; raised when an older chancery could not read it.
const FORMAT: u32 = 1;
const CURRENT: &str = "CURRENT";
const READINGS: &str = "readings.jsonl.gz";
/// The graph's file in a generation.
pub(super) const GRAPH: &str = "graph.nq";

/// What `CURRENT` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: u32,
    generation: u64,
    pub(super) base: String,
    /// The user's word on who is who, replayed at every change.
    #[serde(default)]
    pub(super) decisions: Decisions,
}

/// A store opened to be changed; nobody else can meanwhile.
pub(super) struct Writing {
    folder: PathBuf,
    manifest: Option<Manifest>,
    // Unlocked when dropped.
    _lock: File,
}

/// The manifest of a store.
pub(super) fn manifest(folder: &Path) -> Result<Option<Manifest>, GraphError> {
    let path = folder.join(CURRENT);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(GraphError::file("read", path)(e)),
    };
    let manifest: Manifest = serde_json::from_str(&text).map_err(|e| GraphError::Damaged {
        path: path.clone(),
        message: e.to_string(),
    })?;
    if manifest.format != FORMAT {
        return Err(GraphError::Version {
            path: folder.to_owned(),
            found: manifest.format,
            known: FORMAT,
        });
    }
    Ok(Some(manifest))
}

/// The folder of a generation.
pub(super) fn generation(folder: &Path, manifest: &Manifest) -> PathBuf {
    folder.join(format!("g-{:010}", manifest.generation))
}

/// The readings that a store keeps, by document id.
pub(super) fn readings(folder: &Path, manifest: &Manifest) -> Result<Vec<Reading>, GraphError> {
    let path = generation(folder, manifest).join(READINGS);
    let file = File::open(&path).map_err(GraphError::file("read", &path))?;
    let lines: Vec<String> = BufReader::new(GzDecoder::new(BufReader::new(file)))
        .lines()
        .collect::<Result<_, _>>()
        .map_err(GraphError::file("read", &path))?;
    lines
        .par_iter()
        .map(|line| {
            serde_json::from_str(line).map_err(|e| GraphError::Damaged {
                path: path.clone(),
                message: e.to_string(),
            })
        })
        .collect()
}

impl Writing {
    /// Opens a store to change it, making its folder where there is none.
    pub(super) fn open(folder: &Path) -> Result<Self, GraphError> {
        fs::create_dir_all(folder).map_err(GraphError::file("make", folder))?;
        let path = folder.join("LOCK");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(GraphError::file("write", &path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(GraphError::Busy(folder.to_owned())),
            Err(TryLockError::Error(e)) => return Err(GraphError::file("lock", path)(e)),
        }
        Ok(Self {
            manifest: manifest(folder)?,
            folder: folder.to_owned(),
            _lock: lock,
        })
    }

    /// What the store holds now.
    pub(super) const fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_ref()
    }

    /// What the store holds now.
    pub(super) fn readings(&self) -> Result<Vec<Reading>, GraphError> {
        self.manifest
            .as_ref()
            .map_or_else(|| Ok(Vec::new()), |m| readings(&self.folder, m))
    }

    /// Replaces what the store holds. `write` fills the new generation's folder with the graph.
    pub(super) fn commit(
        &mut self,
        readings: &[Reading],
        base: &str,
        decisions: &Decisions,
        write: impl FnOnce(&Path) -> Result<(), GraphError>,
    ) -> Result<PathBuf, GraphError> {
        let next = Manifest {
            format: FORMAT,
            generation: self.manifest.as_ref().map_or(1, |m| m.generation + 1),
            base: base.to_owned(),
            decisions: decisions.clone(),
        };
        let folder = generation(&self.folder, &next);
        self.clean(None)?;
        fs::create_dir_all(&folder).map_err(GraphError::file("make", &folder))?;
        write_readings(&folder.join(READINGS), readings)?;
        write(&folder)?;
        sync(&folder)?;
        self.publish(&next)?;
        self.manifest = Some(next);
        // What is no longer current is only in the way; failing to remove it loses nothing.
        let _ = self.clean(Some(&folder));
        Ok(folder)
    }

    /// Makes a generation the current one: the moment at which the change happens.
    fn publish(&self, manifest: &Manifest) -> Result<(), GraphError> {
        let path = self.folder.join("CURRENT.new");
        let text = serde_json::to_string(manifest).map_err(|e| GraphError::Damaged {
            path: path.clone(),
            message: e.to_string(),
        })?;
        let mut file = File::create(&path).map_err(GraphError::file("write", &path))?;
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(GraphError::file("write", &path))?;
        fs::rename(&path, self.folder.join(CURRENT)).map_err(GraphError::file("rename", &path))?;
        sync(&self.folder)
    }

    /// Removes the generations that are neither current nor `keep`.
    fn clean(&self, keep: Option<&Path>) -> Result<(), GraphError> {
        let current = self.manifest.as_ref().map(|m| generation(&self.folder, m));
        let entries = fs::read_dir(&self.folder).map_err(GraphError::file("read", &self.folder))?;
        for entry in entries.flatten() {
            let path = entry.path();
            let stale = entry.file_name().to_string_lossy().starts_with("g-")
                && current.as_deref() != Some(&path)
                && keep != Some(&path);
            if stale {
                fs::remove_dir_all(&path).map_err(GraphError::file("remove", &path))?;
            }
        }
        Ok(())
    }
}

fn write_readings(path: &Path, readings: &[Reading]) -> Result<(), GraphError> {
    let file = File::create(path).map_err(GraphError::file("write", path))?;
    // The least compression: the file is written at every build and read at every change.
    let mut out = GzEncoder::new(io::BufWriter::new(file), Compression::fast());
    for chunk in readings.chunks(512) {
        let lines: Vec<Vec<u8>> = chunk
            .par_iter()
            .map(|reading| {
                let mut line = serde_json::to_vec(reading)?;
                line.push(b'\n');
                Ok(line)
            })
            .collect::<Result<_, serde_json::Error>>()
            .map_err(|e| GraphError::file("write", path)(e.into()))?;
        for line in lines {
            out.write_all(&line)
                .map_err(GraphError::file("write", path))?;
        }
    }
    out.finish()
        .and_then(|buffer| buffer.into_inner().map_err(io::IntoInnerError::into_error))
        .and_then(|file| file.sync_all())
        .map_err(GraphError::file("write", path))
}

/// Makes sure that a folder's entries outlive a power cut.
fn sync(folder: &Path) -> Result<(), GraphError> {
    // Not every system lets a folder be opened; there the rename is as safe as it gets.
    match File::open(folder) {
        Ok(file) => file.sync_all().or_else(|e| match e.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::InvalidInput => Ok(()),
            _ => Err(GraphError::file("sync", folder)(e)),
        }),
        Err(_) => Ok(()),
    }
}
