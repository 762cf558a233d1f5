//! How time and memory grow with an archive: synthetic articles made from templates, read, merged and written.
//!
//! ```text
//! cargo bench --bench archive -- 1000 5000 20000
//! ```
//!
//! Every article has five or six sentences from a dozen templates about two hundred made-up people of twenty real
//! countries over ten years, so that entities, events and statements grow with the articles as in an archive of news:
//! people soon repeat, events hardly do. One line a size: documents, entities, events, claims, triples, seconds of
//! reading, of merging and writing, their share, and the peak memory of the process so far (Linux).

use chancery::{
    graph,
    knowledge::Knowledge,
    pipeline,
    resolution::{Context, Decisions},
    text::{Document, PartialDate},
};
use rayon::prelude::*;
use std::{fmt::Write as _, fs, io::Write, time::Instant};

const COUNTRIES: [(&str, &str); 20] = [
    ("France", "Paris"),
    ("Germany", "Berlin"),
    ("Japan", "Tokyo"),
    ("Kenya", "Nairobi"),
    ("Brazil", "Brasilia"),
    ("India", "New Delhi"),
    ("Egypt", "Cairo"),
    ("Turkey", "Ankara"),
    ("Poland", "Warsaw"),
    ("Mexico", "Mexico City"),
    ("Nigeria", "Abuja"),
    ("Indonesia", "Jakarta"),
    ("Canada", "Ottawa"),
    ("Spain", "Madrid"),
    ("Italy", "Rome"),
    ("Vietnam", "Hanoi"),
    ("Chile", "Santiago"),
    ("Ghana", "Accra"),
    ("Norway", "Oslo"),
    ("Peru", "Lima"),
];
const GIVEN: [&str; 20] = [
    "Anna", "Boris", "Clara", "David", "Elena", "Felix", "Greta", "Hugo", "Irene", "Jonas",
    "Karin", "Lukas", "Maria", "Nils", "Olga", "Pavel", "Rosa", "Stefan", "Tanya", "Viktor",
];
const FAMILY: [&str; 10] = [
    "Ahlberg",
    "Bentov",
    "Corvini",
    "Dragan",
    "Eskola",
    "Ferrante",
    "Grabov",
    "Holmquist",
    "Ivarsen",
    "Jelinek",
];

/// Numbers that look random and are the same on every machine (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((x ^ (x >> 31)) % n as u64) as usize
    }
}

fn article(number: usize) -> Document {
    let mut n = Numbers(number as u64);
    let mut text = String::new();
    for _ in 0..5 + n.below(2) {
        let (a, city) = COUNTRIES[n.below(20)];
        let (b, _) = COUNTRIES[n.below(20)];
        let given = n.below(20);
        let who = format!("{} {}", GIVEN[given], FAMILY[n.below(10)]);
        let other = format!(
            "{} {}",
            GIVEN[(given + 1 + n.below(19)) % 20],
            FAMILY[n.below(10)]
        );
        let percent = 2 + n.below(90);
        let sentence = match n.below(12) {
            0 => {
                format!("Foreign Minister {who} of {a} visited {city} on Tuesday and met {other}.")
            }
            1 => format!("{a} accused {b} of breaking an agreement on fishing rights."),
            2 => format!("{who} said that {a} would send {percent} million dollars in aid to {b}."),
            3 => format!("The president of {a} is expected to meet {who} in {city} next week."),
            4 => format!(
                "{who} and {other} held talks in {city} about trade worth {percent} billion dollars."
            ),
            5 => format!("{a} imposed sanctions on {b} after talks in {city} failed."),
            6 => format!("{who} denied that {a} had attacked {b}."),
            7 => format!("Officials in {city} warned that {b} may withdraw its ambassador."),
            8 => format!("{a} and {b} signed a trade agreement on Monday."),
            9 => format!("{who} criticized the government of {a} and asked {b} for help."),
            10 => format!("Some {percent} lawmakers in {city} rejected a plan by {who}."),
            _ => format!("{who}, a former minister of {a}, was arrested in {city} on Friday."),
        };
        let _ = writeln!(text, "{sentence}");
    }
    let day = PartialDate::day(
        2010 + n.below(10) as i16,
        1 + n.below(12) as u8,
        1 + n.below(28) as u8,
    );
    Document {
        published: day,
        ..Document::from_text(format!("article-{number:06}"), text)
    }
}

/// Peak memory of the process in megabytes, as Linux tells it.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM"))?;
    line.split_whitespace()
        .nth(1)?
        .parse::<u64>()
        .ok()
        .map(|kb| kb / 1024)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut sizes: Vec<usize> = std::env::args()
        .skip(1)
        .filter_map(|a| a.parse().ok())
        .collect();
    if sizes.is_empty() {
        sizes = vec![250, 500, 1000];
    }
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "documents entities events claims triples reading_s merging_s share_% peak_MB"
    )?;
    let knowledge = Knowledge::embedded()?;
    let decisions = Decisions::default();
    let context = Context {
        schema: &knowledge.schema,
        gazetteer: &knowledge.gazetteer,
        decisions: &decisions,
    };
    for size in sizes {
        let clock = Instant::now();
        let readings: Vec<_> = (0..size)
            .into_par_iter()
            .map(|number| pipeline::read(&article(number), knowledge))
            .collect();
        let reading = clock.elapsed().as_secs_f64();
        let folder = tempfile::tempdir()?;
        let clock = Instant::now();
        let change = graph::update(folder.path(), readings, &[], &context, None)?;
        let merging = clock.elapsed().as_secs_f64();
        let triples = fs::read_to_string(change.graph.file())?.lines().count();
        let r = &change.resolution;
        writeln!(
            out,
            "{size} {} {} {} {triples} {reading:.1} {merging:.1} {:.1} {}",
            r.entities.len(),
            r.events.len(),
            r.claims.len(),
            100.0 * merging / reading,
            peak().unwrap_or_default()
        )?;
    }
    Ok(())
}
