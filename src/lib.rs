#![doc = include_str!("../README.md")]

pub mod evaluation;
pub mod export;
pub mod extraction;
pub mod graph;
pub mod ingest;
pub mod knowledge;
pub mod language;
pub mod pipeline;
pub mod query;
pub mod record;
pub mod resolution;
pub mod schema;
pub mod text;
