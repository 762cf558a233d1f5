//! What the commands that read articles share.

use super::args::ReadArgs;
use anyhow::Context;
use chancery::{ingest::Defaults, knowledge::Knowledge, text::PartialDate};
use std::{borrow::Cow, fs, path::Path};

/// The knowledge that the program carries, with the user's gazetteer laid over it.
pub(crate) fn knowledge(gazetteer: Option<&Path>) -> anyhow::Result<Cow<'static, Knowledge>> {
    let embedded = Knowledge::embedded()?;
    let Some(path) = gazetteer else {
        return Ok(Cow::Borrowed(embedded));
    };
    let name = path.display().to_string();
    let text = fs::read_to_string(path)
        .with_context(|| format!("{name}: check the path of the gazetteer"))?;
    Ok(Cow::Owned(embedded.with_gazetteer(&name, &text)?))
}

/// What is known of articles that don't say it themselves.
pub(crate) fn defaults(published: Option<PartialDate>) -> Defaults {
    Defaults {
        published,
        ..Defaults::default()
    }
}

/// How many articles the paths seem to hold, for the progress bar; archives of unknown length count as one.
pub(crate) fn expected(args: &ReadArgs) -> u64 {
    let files = |path: &Path| -> u64 {
        match fs::read_dir(path) {
            Ok(entries) => entries.count() as u64,
            Err(_) => 1,
        }
    };
    args.paths.iter().map(|p| files(p)).sum()
}
