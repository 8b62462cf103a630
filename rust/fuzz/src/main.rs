//! Mutate the corpus for a while and throw it at the targets, on a stable compiler and with nothing to install.
//!
//!     cargo run --release -p comitia-fuzz -- SECONDS [TARGET] [--seed N]
//!
//! An input that breaks a law is written to `found-TARGET`, in the folder from where this runs; put it into `rust/fuzz/corpus/TARGET/`
//! with the repair. The run is reproducible from its seed as far as it goes.

#![allow(clippy::print_stdout)]

use std::panic;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use comitia_fuzz::{TARGETS, Target, seeds};

/// SplitMix64: where to cut is no secret.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides.max(1) as u64) as usize
    }
}

const WORDS: [&[u8]; 24] = [
    b"\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\\",
    b" ",
    b"0",
    b"9",
    b"-",
    b"null",
    b"[]",
    b"{}",
    b"\\u0000",
    b"\xff",
    b"\x00",
    b"\"blank_proof\":",
    b"\"alpha\":\"",
    b"\"challenge\":\"",
    b"00",
    b"115792089237316195423570985008687907853269984665640564039457584007913129639936",
    b"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
];

fn mutate(dice: &mut Dice, corpus: &[Vec<u8>]) -> Vec<u8> {
    let pick = |dice: &mut Dice| corpus.get(dice.roll(corpus.len())).cloned().unwrap_or_default();
    let mut raw = pick(dice);
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(raw.len() + 1);
        let widest = if dice.roll(8) == 0 { raw.len() + 1 } else { 12 };
        let end = (at + dice.roll(widest)).min(raw.len());
        let piece: Vec<u8> = match dice.roll(7) {
            0 => vec![dice.roll(256) as u8],
            1 => Vec::new(),
            2 => WORDS.get(dice.roll(WORDS.len())).copied().unwrap_or_default().to_vec(),
            3 => raw.get(at..end).unwrap_or_default().repeat(1 + dice.roll(3)),
            4 => b"[".repeat(dice.roll(400)),
            5 => vec![b'0' + dice.roll(10) as u8],
            _ => {
                let other = pick(dice);
                let from = dice.roll(other.len() + 1);
                other.get(from..(from + dice.roll(90)).min(other.len())).unwrap_or_default().to_vec()
            }
        };
        let end = if matches!(piece.len(), 1) { (at + 1).min(raw.len()) } else { end };
        raw.splice(at..end, piece);
    }
    raw
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let stored = std::fs::read_dir(folder).into_iter().flatten().flatten();
    seeds(name).into_iter().chain(stored.filter_map(|entry| std::fs::read(entry.path()).ok())).collect()
}

/// How many inputs went in before time was up; the input that broke a law, if one did.
fn run(name: &str, target: Target, time: Duration, seed: u64) -> Result<usize, Vec<u8>> {
    let (mut dice, corpus) = (Dice(seed), corpus(name));
    let (start, mut tried) = (Instant::now(), 0);
    while start.elapsed() < time {
        let raw = mutate(&mut dice, &corpus);
        panic::catch_unwind(|| target(&raw)).map_err(|_| raw)?;
        tried += 1;
    }
    Ok(tried)
}

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let clock =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
    let seed = words
        .iter()
        .position(|word| word == "--seed")
        .map(|at| words.drain(at..).nth(1))
        .map_or(Some(clock), |word| word.and_then(|word| word.parse().ok()));
    let seconds = words.first().map_or(Some(10), |word| word.parse::<u64>().ok());
    let (Some(seed), Some(seconds)) = (seed, seconds) else {
        eprintln!("usage: comitia-fuzz SECONDS [TARGET] [--seed N]");
        return ExitCode::from(2);
    };
    let chosen: Vec<_> = TARGETS.iter().filter(|(name, _)| words.get(1).is_none_or(|word| word == name)).collect();
    if chosen.is_empty() {
        eprintln!("no such target; there are: {}", TARGETS.map(|(name, _)| name).join(", "));
        return ExitCode::from(2);
    }
    let time = Duration::from_secs(seconds) / chosen.len() as u32;
    let mut outcome = ExitCode::SUCCESS;
    for (name, target) in chosen {
        match run(name, *target, time, seed) {
            Ok(tried) => println!("{name}: {tried} inputs, no law broken (seed {seed})"),
            Err(raw) => {
                let path = format!("found-{name}");
                let kept =
                    std::fs::write(&path, raw).map_or("could not be written".to_owned(), |()| format!("is in {path}"));
                println!("{name}: A LAW IS BROKEN; the input {kept} (seed {seed})");
                outcome = ExitCode::FAILURE;
            }
        }
    }
    outcome
}
