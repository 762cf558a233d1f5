//! Names for nodes: readable, the same on every machine, and as far as possible independent of what else is known.

use super::reading::hex;
use crate::knowledge::gazetteer::fold;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Longest name of a node before its suffix; what is longer is cut at a word.
const LONGEST: usize = 72;

/// A name as part of an IRI: folded, words joined by `-`; `x` when nothing is left of it.
pub fn slug(name: &str) -> String {
    shorten(&fold(name), LONGEST)
}

/// As [`slug`], cut at a word before `longest` bytes.
pub(super) fn shorten(folded: &str, longest: usize) -> String {
    let mut out = String::new();
    for word in folded.split_whitespace() {
        // Only letters that need no escape in an IRI; other scripts stay as they are, which IRIs allow.
        let word: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            if out.len() + 1 + word.len() > longest {
                break;
            }
            out.push('-');
        }
        out.push_str(&word);
    }
    if out.is_empty() { "x".to_owned() } else { out }
}

/// A class name as part of an IRI: `MilitaryParade` gives `military-parade`.
pub(super) fn kebab(class: &str) -> String {
    let mut out = String::with_capacity(class.len() + 2);
    for c in class.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// A short digest of what makes a node itself.
pub(super) fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize(), 8)
}

/// What a node would like to be called, and what tells it from others of the same name.
pub(super) struct Wish {
    /// The plain name.
    pub(super) name: String,
    /// A longer name to fall back to before a digest is needed.
    pub(super) longer: Option<String>,
    /// What the digest is taken of.
    pub(super) key: String,
    /// Keeps the plain name when others want it too: a known entity.
    pub(super) owner: bool,
}

/// Gives every node a name of its own. Nodes that want the same name all get a longer one, unless one of them owns it.
pub(super) fn names(wishes: &[&Wish]) -> Vec<String> {
    let mut given: Vec<String> = wishes.iter().map(|w| w.name.clone()).collect();
    for round in 0..2 {
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, name) in given.iter().enumerate() {
            by_name.entry(name).or_default().push(i);
        }
        let mut changes = Vec::new();
        for sharing in by_name.values().filter(|s| s.len() > 1) {
            for &i in sharing {
                let Some(wish) = wishes.get(i) else { continue };
                if wish.owner {
                    continue;
                }
                let longer = wish.longer.as_ref().filter(|_| round == 0);
                let name = longer.cloned().unwrap_or_else(|| {
                    let base = given.get(i).map_or(wish.name.as_str(), String::as_str);
                    format!("{base}-{}", digest(&[&wish.key]))
                });
                changes.push((i, name));
            }
        }
        for (i, name) in changes {
            if let Some(slot) = given.get_mut(i) {
                *slot = name;
            }
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use super::{Wish, kebab, names, slug};

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("Kim Jong-un"), "kim-jong-un");
        assert_eq!(slug("Côte d’Ivoire"), "cote-divoire");
        assert_eq!(slug("«?!»"), "x");
        assert_eq!(kebab("MilitaryParade"), "military-parade");
    }

    #[test]
    fn those_who_share_a_name_get_longer_ones_whatever_the_order() {
        let wish = |key: &str, owner| Wish {
            name: "john-smith".to_owned(),
            longer: None,
            key: key.to_owned(),
            owner,
        };
        let (a, b, c) = (wish("a", false), wish("b", false), wish("c", true));
        let one = names(&[&a, &b, &c]);
        let two = names(&[&c, &b, &a]);
        assert_eq!(one[2], "john-smith");
        assert_ne!(one[0], one[1]);
        assert_eq!(
            one.iter().rev().collect::<Vec<_>>(),
            two.iter().collect::<Vec<_>>()
        );
    }
}
