//! The stored corpus breaks no law, and neither do the messages that it grew from.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use comitia_fuzz::{TARGETS, seeds};

#[test]
fn every_target_has_a_stored_corpus_and_breaks_no_law_on_it() {
    for (name, target) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
        let stored: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(!stored.is_empty(), "{} is empty", folder.display());
        for path in stored {
            target(&std::fs::read(path).unwrap());
        }
    }
}

#[test]
fn every_target_accepts_what_it_grew_from() {
    for (name, target) in TARGETS {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "{name}");
        seeds.iter().for_each(|seed| target(seed));
    }
}

/// A reader that walks a message by recursion would fall here.
#[test]
fn depth_and_size_are_no_danger() {
    for (_, target) in TARGETS {
        for opening in ["[", "{\"a\":", "[{\"choices\":"] {
            target(opening.repeat(200_000).as_bytes());
        }
        target("9".repeat(3_000_000).as_bytes());
        target(&[0xff; 100_000]);
    }
}
