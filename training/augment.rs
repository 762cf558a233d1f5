//! Other spellings of training sentences, so that headlines, shouting and foreign quotes are read as well as plain text.

use crate::{conllu::Gold, random::Random};
use chancery::language::Upos;

/// A sentence's forms as training shows them this time, and whether its last mark is left out.
pub(crate) fn spell(gold: &Gold, random: &mut Random) -> (Vec<String>, bool) {
    let mut forms: Vec<String> = gold.words.iter().map(|w| w.form.clone()).collect();
    let case = random.unit();
    if case < 0.03 {
        forms.iter_mut().for_each(|f| *f = f.to_uppercase());
    } else if case < 0.05 {
        forms.iter_mut().for_each(|f| *f = f.to_lowercase());
    } else if case < 0.08 {
        for (form, word) in forms.iter_mut().zip(&gold.words) {
            if !matches!(word.upos, Upos::Adp | Upos::Det | Upos::Cconj | Upos::Part) {
                *form = capitalised(form);
            }
        }
    }
    if forms.iter().any(|f| f.contains(['"', '“', '”'])) && random.chance(0.4) {
        let (open, close) = if random.chance(0.5) {
            ("“", "”")
        } else {
            ("``", "''")
        };
        let mut inside = false;
        for form in &mut forms {
            if matches!(form.as_str(), "\"" | "“" | "”" | "``" | "''") {
                *form = if inside { close } else { open }.to_owned();
                inside = !inside;
            }
        }
    }
    if forms.iter().any(|f| f.contains('\'')) && random.chance(0.2) {
        forms
            .iter_mut()
            .filter(|f| f.as_str() != "''")
            .for_each(|f| *f = f.replace('\'', "’"));
    }
    let dash = random.chance(0.2);
    for form in &mut forms {
        if dash && matches!(form.as_str(), "-" | "--" | "–" | "—") {
            *form = ["-", "–", "—", "--"][random.below(4)].to_owned();
        }
    }
    let last = gold.words.len();
    let leaf = gold.words.iter().all(|w| w.head != last);
    let mark = gold
        .words
        .last()
        .is_some_and(|w| w.upos == Upos::Punct && w.head != 0);
    (forms, last > 2 && leaf && mark && random.chance(0.05))
}

fn capitalised(form: &str) -> String {
    let mut letters = form.chars();
    letters
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}
