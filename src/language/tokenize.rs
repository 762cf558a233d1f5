//! Where words begin and end, as UD English has it: spaces are respected, punctuation and clitics are parted.
//!
//! Hyphens part words but for bound prefixes ("non-aligned"), and clitics make multi-word tokens, as EWT and GUM do.
//! Every piece is a stretch of the text; pieces and white space tile it.

use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// A syntactic word's place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands.
    pub span: Span,
    /// Whether it belongs to the same surface token as the piece before it.
    pub joined: bool,
}

/// What the tokeniser knows of words: `ontology/lexicon/tokens.tsv`.
struct Lexicon {
    abbreviations: FxHashMap<&'static str, Abbreviation>,
    prefixes: FxHashSet<&'static str>,
    contractions: FxHashMap<&'static str, Vec<usize>>,
    units: FxHashSet<&'static str>,
    endings: FxHashSet<&'static str>,
    whole: FxHashSet<&'static str>,
}

/// How an abbreviation's full stop may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// It stands before a name and ends no sentence.
    Title,
    /// It may end a sentence.
    Plain,
    /// It is an abbreviation before a figure only.
    Numbered,
    /// It is one inside a sentence only.
    Inner,
}

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(include_str!("../../ontology/lexicon/tokens.tsv")));

impl Lexicon {
    fn parse(data: &'static str) -> Self {
        let mut lexicon = Self {
            abbreviations: FxHashMap::default(),
            prefixes: FxHashSet::default(),
            contractions: FxHashMap::default(),
            units: FxHashSet::default(),
            endings: FxHashSet::default(),
            whole: FxHashSet::default(),
        };
        for line in data.lines().filter(|l| !l.starts_with("# ") && *l != "#") {
            let mut columns = line.split('\t');
            let (Some(kind), Some(form)) = (columns.next(), columns.next()) else {
                continue;
            };
            match kind {
                "title" => lexicon.abbreviate(form, Abbreviation::Title),
                "abbreviation" => lexicon.abbreviate(form, Abbreviation::Plain),
                "numbered" => lexicon.abbreviate(form, Abbreviation::Numbered),
                "inner" => lexicon.abbreviate(form, Abbreviation::Inner),
                "prefix" => drop(lexicon.prefixes.insert(form)),
                "contraction" => {
                    let parts = columns.next().unwrap_or(form).split('|');
                    let cuts = parts.map(str::len).collect();
                    lexicon.contractions.insert(form, cuts);
                }
                "unit" => drop(lexicon.units.insert(form)),
                "ending" => drop(lexicon.endings.insert(form)),
                "whole" => drop(lexicon.whole.insert(form)),
                _ => {}
            }
        }
        lexicon
    }

    fn abbreviate(&mut self, form: &'static str, kind: Abbreviation) {
        self.abbreviations.entry(form).or_insert(kind);
    }
}

/// How the full stop of `form`, written with it, may be read; none for a word that is no abbreviation.
pub(super) fn abbreviation(form: &str) -> Option<Abbreviation> {
    LEXICON.abbreviations.get(form).copied()
}

/// The words of `text`, whose first byte stands at `base` in the document; appended to `pieces`.
pub fn tokenize(text: &str, base: u32, pieces: &mut Vec<Piece>) {
    let mut tokenizer = Tokenizer {
        text,
        base,
        pieces,
        chars: Vec::new(),
        lower: String::new(),
        inside_single: false,
    };
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (c.is_whitespace(), start) {
            (true, Some(begin)) => {
                tokenizer.chunk(begin, at);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    if let Some(begin) = start {
        tokenizer.chunk(begin, text.len());
    }
}

/// Reads one chunk between white space after the other.
struct Tokenizer<'a> {
    text: &'a str,
    base: u32,
    pieces: &'a mut Vec<Piece>,
    /// The chunk's characters with their offsets, and an end mark.
    chars: Vec<(usize, char)>,
    lower: String,
    /// Whether a single quotation mark was opened and not yet closed.
    inside_single: bool,
}

/// Stands for the end of the chunk; no text holds it outside of a chunk's inside, where it is punctuation.
const END: char = '\0';

pub(super) const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | '′' | '‛' | '＇')
}

const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Letters, digits and what can't stand without them: combining marks, joiners, soft hyphens, zero-width marks.
fn is_word(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

impl Tokenizer<'_> {
    fn chunk(&mut self, start: usize, end: usize) {
        let chunk = &self.text[start..end];
        if LEXICON.whole.contains(chunk) {
            return self.push(start, end, false);
        }
        if chunk.bytes().all(|b| b.is_ascii_alphabetic()) {
            return self.word(start, end);
        }
        self.chars.clear();
        let chars = chunk.char_indices().map(|(at, c)| (start + at, c));
        self.chars.extend(chars);
        let mut i = 0;
        while i < self.chars.len() {
            i = self.next(i, end);
        }
    }

    fn char(&self, i: usize) -> char {
        self.chars.get(i).map_or(END, |&(_, c)| c)
    }

    fn offset(&self, i: usize, end: usize) -> usize {
        self.chars.get(i).map_or(end, |&(at, _)| at)
    }

    fn before(&self, i: usize) -> char {
        i.checked_sub(1).map_or(END, |p| self.char(p))
    }

    fn push(&mut self, start: usize, end: usize, joined: bool) {
        if start < end {
            let span = Span::new(self.base + start as u32, self.base + end as u32);
            self.pieces.push(Piece { span, joined });
        }
    }

    /// Pushes the characters from `i` to `j`; returns `j`.
    fn take(&mut self, i: usize, j: usize, end: usize) -> usize {
        self.push(self.offset(i, end), self.offset(j, end), false);
        j
    }

    /// How many characters from `i` on satisfy `test`.
    fn run(&self, i: usize, test: impl Fn(char) -> bool) -> usize {
        self.chars
            .get(i..)
            .unwrap_or_default()
            .iter()
            .take_while(|&&(_, c)| test(c))
            .count()
    }

    /// Takes the piece, or the word with its clitics, that begins at `i`; returns where the next begins.
    fn next(&mut self, i: usize, end: usize) -> usize {
        let c = self.char(i);
        if let Some(j) = self.address(i, end) {
            return self.take(i, j, end);
        }
        if is_word(c) {
            return self.word_at(i, end);
        }
        let following = self.char(i + 1);
        match c {
            _ if is_apostrophe(c) => self.apostrophe(i, end),
            '.' if following.is_ascii_digit() && !is_word(self.before(i)) => {
                let j = self.word_end(i + 1, end);
                self.take(i, j, end)
            }
            '.' if i == 0 && self.is_ending(i + 1, end) => {
                let j = i + 1 + self.run(i + 1, is_word);
                self.take(i, j, end)
            }
            '.' | '!' | '?' | '…' => {
                // Mixed marks are one ("?!", ".?"), but an ellipsis stays by itself.
                let dots = self.run(i, |c| c == '.');
                let marks = if dots > 1 {
                    dots
                } else {
                    self.run(i, |c| matches!(c, '.' | '!' | '?' | '…'))
                };
                self.take(i, i + marks, end)
            }
            '+' if following.is_ascii_digit() => {
                let j = self.word_end(i + 1, end);
                self.take(i, j, end)
            }
            '#' | '@' if following.is_alphabetic() && !is_word(self.before(i)) => {
                let j = i + 1 + self.run(i + 1, |c| is_word(c) || c == '_');
                self.take(i, j, end)
            }
            '-' | '=' | '_' | '*' | '~' | '#' | '+' | '<' | '>' | '^' | '|' | '\\' | '—' => {
                self.take(i, i + self.run(i, |d| d == c), end)
            }
            _ => {
                let mut j = i + 1;
                j += self.run(j, |c| {
                    !c.is_alphanumeric() && is_word(c) || matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
                });
                self.take(i, j, end)
            }
        }
    }

    /// Whether the word at `i` is an ending of file names by itself.
    fn is_ending(&self, i: usize, end: usize) -> bool {
        let j = i + self.run(i, is_word);
        let word = &self.text[self.offset(i, end)..self.offset(j, end)];
        LEXICON.endings.contains(word)
    }

    /// An apostrophe or single quotation mark where no word precedes.
    fn apostrophe(&mut self, i: usize, end: usize) -> usize {
        let same = self.run(i, |c| c == self.char(i));
        if same > 1 {
            return self.take(i, i + same, end); // PTB's quotation marks
        }
        if self.char(i + 1) == '‘' || self.char(i + 1) == '’' {
            return self.take(i, i + 2, end);
        }
        let letters = self.run(i + 1, char::is_alphanumeric);
        let j = i + 1 + letters;
        let tail = &self.text[self.offset(i + 1, end)..self.offset(j, end)];
        let year = (letters == 2 || letters == 3 && tail.ends_with('s'))
            && tail.bytes().take(2).all(|b| b.is_ascii_digit());
        if year || i == 0 && is_clitic(tail) && !is_apostrophe(self.char(j)) {
            return self.take(i, j, end);
        }
        let whole = &self.text[self.offset(i, end)..self.offset(j, end)];
        if i == 0 && LEXICON.whole.contains(whole) {
            return self.take(i, j, end);
        }
        self.inside_single = letters > 0 && !is_word(self.before(i));
        self.take(i, i + 1, end)
    }

    /// The end of a URL, an e-mail address, a host or a file name that begins at `i`.
    fn address(&self, i: usize, end: usize) -> Option<usize> {
        if !self.char(i).is_ascii_alphanumeric() || is_word(self.before(i)) {
            return None;
        }
        let allowed = |c: char| {
            c.is_ascii_alphanumeric() || "._-/:@?&=%+#~,;!$*'()".contains(c) || c.is_alphanumeric()
        };
        let mut j = i + self.run(i, allowed);
        while j > i
            && matches!(
                self.char(j - 1),
                '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '('
            )
        {
            j -= 1;
        }
        let opened = self.chars.get(i..j)?.iter().any(|&(_, c)| c == '(');
        while j > i && !opened && matches!(self.char(j - 1), ')' | '.' | ',') {
            j -= 1;
        }
        let text = &self.text[self.offset(i, end)..self.offset(j, end)];
        if !text.contains(['.', '@', ':']) {
            return None;
        }
        let scheme = text.split_once("://").is_some_and(|(scheme, rest)| {
            !rest.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        if scheme
            || text
                .get(..4)
                .is_some_and(|t| t.eq_ignore_ascii_case("www."))
        {
            return Some(j);
        }
        if let Some((name, host)) = text.split_once('@') {
            let plain = |s: &str| {
                s.chars()
                    .all(|c| c.is_ascii_alphanumeric() || "._-+%:".contains(c))
            };
            let dotted =
                host.contains('.') || host.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
            return (!name.is_empty() && !host.is_empty() && dotted && plain(name) && plain(host))
                .then_some(j);
        }
        let host_end = text
            .find(['/', '?', ':', ',', ';', '(', ')'])
            .unwrap_or(text.len());
        let host = &text[..host_end];
        let (labels, ending) = host.rsplit_once('.')?;
        let lower = ending
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let known = lower && LEXICON.endings.contains(ending)
            || ending.bytes().all(|b| b.is_ascii_uppercase())
                && LEXICON
                    .endings
                    .contains(ending.to_ascii_lowercase().as_str());
        let plain = labels.split('.').all(|l| {
            !l.is_empty()
                && l.chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        });
        // News groups and the like: three or more parts, all in small letters.
        let parts = host.split('.');
        let many = parts.clone().count() > 2
            && parts
                .clone()
                .all(|l| l.len() > 1 && l.bytes().all(|b| b.is_ascii_lowercase()));
        let known = known || many;
        let short = labels.split('.').all(|l| l.len() == 1);
        if !known || !plain || short {
            return None;
        }
        // A path goes on with the host, other punctuation doesn't.
        if text[host_end..].starts_with('/') {
            Some(j)
        } else {
            Some(i + host.chars().count())
        }
    }

    fn word_at(&mut self, i: usize, end: usize) -> usize {
        let mut j = self.word_end(i, end);
        let start = self.offset(i, end);
        let word_stop = self.offset(j, end);
        let following = self.char(j);
        if following == '.' && self.keeps_stop(i, j, end) {
            j += 1;
            let stop = self.offset(j, end);
            self.push(start, stop, false);
            return j;
        }
        let word = &self.text[start..word_stop];
        if following == '$' && word.len() <= 3 && word.bytes().all(|b| b.is_ascii_uppercase()) {
            return self.take(i, j + 1, end); // US$, C$
        }
        self.word(start, word_stop);
        let sibilant = word.ends_with(['s', 'S', 'x', 'z']);
        if is_apostrophe(following)
            && following != '‘'
            && sibilant
            && !self.inside_single
            && !is_word(self.char(j + 1))
            && !is_apostrophe(self.char(j + 1))
            && word.len() > 1
        {
            self.push(word_stop, self.offset(j + 1, end), true);
            return j + 1;
        }
        j
    }

    /// Where the word that begins at `i` ends: letters and digits, and the marks that hold them together.
    fn word_end(&self, i: usize, end: usize) -> usize {
        let mut j = i;
        // Where the part since the last inner mark begins.
        let mut part = i;
        loop {
            j += self.run(j, is_word);
            let mark = self.char(j);
            let next = self.char(j + 1);
            if !is_word(next) || j >= self.chars.len() {
                return j;
            }
            let last = self.before(j);
            let digits = last.is_ascii_digit() && next.is_ascii_digit();
            let holds = match mark {
                _ if is_apostrophe(mark) => true,
                '.' => digits || self.initials(part, j),
                ',' => digits && j - part <= 3 && self.run(j + 1, |c| c.is_ascii_digit()) == 3,
                ':' => digits,
                '/' => self.slash(part, j),
                '&' => last.is_uppercase() && next.is_uppercase(),
                '@' | '_' | '·' | '‧' => true,
                _ if is_hyphen(mark) => self.hyphen(i, part, j, end),
                _ => false,
            };
            if !holds {
                return j;
            }
            j += 1;
            part = j;
        }
    }

    /// Whether the stop at `j` stands between initials ("U.S", "Ph.D"); `part` is where the letters before it begin.
    fn initials(&self, part: usize, j: usize) -> bool {
        let single = self.run(j + 1, is_word) == 1;
        match j - part {
            1 => {
                self.char(part).is_alphabetic()
                    && (single
                        || self.char(j + 2).is_lowercase()
                            && self.char(j + 1 + self.run(j + 1, is_word)) == '.')
            }
            2 => {
                self.char(part).is_uppercase()
                    && self.char(part + 1).is_lowercase()
                    && single
                    && self.char(j + 2) == '.'
            }
            _ => false,
        }
    }

    /// Whether the slash at `j` belongs to a date, a fraction or an abbreviation.
    fn slash(&self, part: usize, j: usize) -> bool {
        let left = j - part;
        let right = self.run(j + 1, is_word);
        let digits =
            |from: usize, count: usize| (from..from + count).all(|k| self.char(k).is_ascii_digit());
        let single = left == 1 && right == 1 && self.char(part).is_alphabetic();
        single || left <= 4 && right <= 4 && digits(part, left) && digits(j + 1, right)
    }

    /// Whether the hyphen at `j` is part of the word: after a bound prefix, in a telephone number or a date of figures.
    fn hyphen(&self, i: usize, part: usize, j: usize, end: usize) -> bool {
        let left = j - part;
        let right = self.run(j + 1, is_word);
        let all_digits =
            |from: usize, count: usize| (from..from + count).all(|k| self.char(k).is_ascii_digit());
        if all_digits(part, left) {
            if !all_digits(j + 1, right) {
                return false;
            }
            let again =
                is_hyphen(self.char(j + 1 + right)) && self.char(j + 2 + right).is_ascii_digit();
            // The second hyphen of a date or number that was begun goes with the first.
            let begun = part > i && is_hyphen(self.char(part - 1));
            return again || begun || matches!((left, right), (3, 4) | (5, 4));
        }
        let prefix = &self.text[self.offset(part, end)..self.offset(j, end)];
        let next = self.char(j + 1);
        // Inside a compound the same letters are a word of their own ("Rio-de-Janeiro").
        let first = part == i;
        first
            && (next.is_alphabetic() || next.is_ascii_digit() && prefix.len() > 2)
            && prefix.len() <= 8
            && LEXICON.prefixes.contains(prefix.to_lowercase().as_str())
    }

    /// Whether the full stop at `j` belongs to the word that begins at `i`.
    fn keeps_stop(&self, i: usize, j: usize, end: usize) -> bool {
        let after = self.char(j + 1);
        if after == '.' {
            return false;
        }
        let form = &self.text[self.offset(i, end)..self.offset(j + 1, end)];
        let beyond = || {
            let rest = if after == END {
                &self.text[end..]
            } else {
                &self.text[self.offset(j + 1, end)..]
            };
            rest.trim_start().chars().next().unwrap_or(END)
        };
        match abbreviation(form) {
            Some(Abbreviation::Numbered) => return beyond().is_ascii_digit(),
            // At a sentence's end UD English parts the full stop of "etc." from it.
            Some(Abbreviation::Inner) => {
                return !is_word(after) && !(after == END && !beyond().is_lowercase());
            }
            Some(_) => return !is_word(after),
            None => {}
        }
        if is_word(after) {
            return false;
        }
        let word = &form[..form.len() - 1];
        if word.contains('.') {
            // Initials and what ends on them: "U.S.", "p.m.".
            return word
                .split('.')
                .all(|p| (1..=2).contains(&p.chars().count()))
                && !word.bytes().any(|b| b.is_ascii_digit());
        }
        let mut letters = word.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else {
            return false;
        };
        if !letter.is_uppercase() {
            return false;
        }
        let previous = self.pieces.last().map_or("", |p| self.of(*p));
        let capital = previous.chars().next().is_some_and(char::is_uppercase);
        let opens = previous.is_empty() || !previous.chars().any(char::is_alphanumeric);
        let next = beyond();
        if letter == 'I' {
            return capital && next.is_uppercase();
        }
        capital && next != END
            || next.is_uppercase() && (opens || after == END)
            || next.is_lowercase()
    }

    fn of(&self, piece: Piece) -> &str {
        let Some(start) = piece.span.start.checked_sub(self.base) else {
            return "";
        };
        self.text
            .get(start as usize..(piece.span.end - self.base) as usize)
            .unwrap_or_default()
    }

    /// Pushes a word and parts what UD parts in it: contractions, clitics, units.
    fn word(&mut self, start: usize, end: usize) {
        let word = &self.text[start..end];
        if word.len() <= 8 {
            self.lower.clear();
            self.lower
                .extend(word.chars().map(|c| c.to_ascii_lowercase()));
            if let Some(cuts) = LEXICON.contractions.get(self.lower.as_str()) {
                let mut at = start;
                for (k, cut) in cuts.iter().enumerate() {
                    self.push(at, at + cut, k > 0);
                    at += cut;
                }
                return;
            }
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let figures = word
                .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | ':'))
                .unwrap_or(word.len());
            let unit = word[figures..].to_ascii_lowercase();
            if !unit.is_empty() && LEXICON.units.contains(unit.as_str()) {
                self.push(start, start + figures, false);
                return self.push(start + figures, end, false);
            }
        }
        // A decade ("the 60's").
        let decade = word.starts_with(|c: char| c.is_ascii_digit())
            && word.chars().rev().nth(2) == Some('0')
            && word.ends_with('s');
        let Some(cut) = clitic(word).filter(|_| !decade) else {
            return self.push(start, end, false);
        };
        match clitic(&word[..cut]) {
            Some(first) => {
                self.push(start, start + first, false);
                self.push(start + first, start + cut, true);
            }
            None => self.push(start, start + cut, false),
        }
        self.push(start + cut, end, true);
    }
}

/// Whether letters after an apostrophe are a clitic.
fn is_clitic(letters: &str) -> bool {
    ["s", "m", "re", "ve", "ll", "d"]
        .iter()
        .any(|c| letters.eq_ignore_ascii_case(c))
}

/// Where a word's last clitic begins.
fn clitic(word: &str) -> Option<usize> {
    let (at, mark) = word.char_indices().rev().find(|&(_, c)| is_apostrophe(c))?;
    let tail = &word[at + mark.len_utf8()..];
    if is_clitic(tail) {
        return (at > 0).then_some(at);
    }
    let negated = tail.eq_ignore_ascii_case("t") && word[..at].ends_with(['n', 'N']);
    (negated && at > 1).then(|| at - 1)
}
