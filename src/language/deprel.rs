use std::fmt;

/// A dependency relation with its subtype, as in `nsubj:pass` (<https://universaldependencies.org/u/dep/>).
///
/// Labels outside UD English read as the universal relation before their colon, unknown ones as `dep`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Deprel(u8);

/// All labels of UD English, `root` first; a [`Deprel`] is an index into it.
const LABELS: [&str; 57] = [
    "root",
    "acl",
    "acl:relcl",
    "advcl",
    "advcl:relcl",
    "advmod",
    "amod",
    "appos",
    "aux",
    "aux:pass",
    "case",
    "cc",
    "cc:preconj",
    "ccomp",
    "clf",
    "compound",
    "compound:prt",
    "conj",
    "cop",
    "csubj",
    "csubj:outer",
    "csubj:pass",
    "dep",
    "det",
    "det:predet",
    "discourse",
    "dislocated",
    "expl",
    "fixed",
    "flat",
    "flat:foreign",
    "goeswith",
    "iobj",
    "list",
    "mark",
    "nmod",
    "nmod:desc",
    "nmod:poss",
    "nmod:unmarked",
    "nmod:tmod",
    "nmod:npmod",
    "nsubj",
    "nsubj:outer",
    "nsubj:pass",
    "nummod",
    "obj",
    "obl",
    "obl:agent",
    "obl:unmarked",
    "obl:tmod",
    "obl:npmod",
    "orphan",
    "parataxis",
    "punct",
    "reparandum",
    "vocative",
    "xcomp",
];

#[allow(missing_docs, reason = "the names are the standard's own")]
impl Deprel {
    pub const ROOT: Self = Self(0);
    pub const ACL: Self = Self(1);
    pub const ACL_RELCL: Self = Self(2);
    pub const ADVCL: Self = Self(3);
    pub const ADVCL_RELCL: Self = Self(4);
    pub const ADVMOD: Self = Self(5);
    pub const AMOD: Self = Self(6);
    pub const APPOS: Self = Self(7);
    pub const AUX: Self = Self(8);
    pub const AUX_PASS: Self = Self(9);
    pub const CASE: Self = Self(10);
    pub const CC: Self = Self(11);
    pub const CC_PRECONJ: Self = Self(12);
    pub const CCOMP: Self = Self(13);
    pub const CLF: Self = Self(14);
    pub const COMPOUND: Self = Self(15);
    pub const COMPOUND_PRT: Self = Self(16);
    pub const CONJ: Self = Self(17);
    pub const COP: Self = Self(18);
    pub const CSUBJ: Self = Self(19);
    pub const CSUBJ_OUTER: Self = Self(20);
    pub const CSUBJ_PASS: Self = Self(21);
    pub const DEP: Self = Self(22);
    pub const DET: Self = Self(23);
    pub const DET_PREDET: Self = Self(24);
    pub const DISCOURSE: Self = Self(25);
    pub const DISLOCATED: Self = Self(26);
    pub const EXPL: Self = Self(27);
    pub const FIXED: Self = Self(28);
    pub const FLAT: Self = Self(29);
    pub const FLAT_FOREIGN: Self = Self(30);
    pub const GOESWITH: Self = Self(31);
    pub const IOBJ: Self = Self(32);
    pub const LIST: Self = Self(33);
    pub const MARK: Self = Self(34);
    pub const NMOD: Self = Self(35);
    pub const NMOD_DESC: Self = Self(36);
    pub const NMOD_POSS: Self = Self(37);
    pub const NMOD_UNMARKED: Self = Self(38);
    pub const NMOD_TMOD: Self = Self(39);
    pub const NMOD_NPMOD: Self = Self(40);
    pub const NSUBJ: Self = Self(41);
    pub const NSUBJ_OUTER: Self = Self(42);
    pub const NSUBJ_PASS: Self = Self(43);
    pub const NUMMOD: Self = Self(44);
    pub const OBJ: Self = Self(45);
    pub const OBL: Self = Self(46);
    pub const OBL_AGENT: Self = Self(47);
    pub const OBL_UNMARKED: Self = Self(48);
    pub const OBL_TMOD: Self = Self(49);
    pub const OBL_NPMOD: Self = Self(50);
    pub const ORPHAN: Self = Self(51);
    pub const PARATAXIS: Self = Self(52);
    pub const PUNCT: Self = Self(53);
    pub const REPARANDUM: Self = Self(54);
    pub const VOCATIVE: Self = Self(55);
    pub const XCOMP: Self = Self(56);
}

impl Deprel {
    /// Every relation, in a fixed order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LABELS.len() as u8).map(Self)
    }

    /// The relation that a label names.
    pub fn parse(label: &str) -> Self {
        let find = |l: &str| LABELS.iter().position(|k| *k == l);
        find(label)
            .or_else(|| find(label.split(':').next().unwrap_or(label)))
            .map_or(Self::DEP, |i| Self(i as u8))
    }

    /// The label in full.
    pub const fn as_str(self) -> &'static str {
        LABELS[self.0 as usize]
    }

    /// The universal relation, without a subtype.
    pub fn base(self) -> &'static str {
        let label = self.as_str();
        label.split(':').next().unwrap_or(label)
    }

    /// Whether it is `other` or a subtype of it; a subtype asked for must be met exactly.
    pub fn is(self, other: Self) -> bool {
        self == other || self.base() == other.as_str()
    }
}

impl Default for Deprel {
    fn default() -> Self {
        Self::DEP
    }
}

impl fmt::Display for Deprel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Deprel;

    #[test]
    fn a_subtype_is_its_universal_relation_but_not_the_reverse() {
        assert!(Deprel::NSUBJ_PASS.is(Deprel::NSUBJ));
        assert!(!Deprel::NSUBJ.is(Deprel::NSUBJ_PASS));
        assert!(!Deprel::OBJ.is(Deprel::OBL));
    }

    #[test]
    fn constants_name_their_own_label() {
        for relation in Deprel::all() {
            assert_eq!(Deprel::parse(relation.as_str()), relation);
        }
        assert_eq!(Deprel::parse("obl:lmod"), Deprel::OBL);
        assert_eq!(Deprel::parse("nonsense"), Deprel::DEP);
        assert_eq!(Deprel::ROOT.as_str(), "root");
        assert_eq!(Deprel::XCOMP.as_str(), "xcomp");
    }
}
