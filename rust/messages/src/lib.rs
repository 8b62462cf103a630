//! Whole messages of the Belenios protocol, version 1: read from bytes, checked, made.
//!
//! A message has one canonical spelling, and the reader here accepts that one alone, so that what was checked and what was hashed
//! are the same bytes. What is wrong is told as a [`Fault`] that names the check which caught it.
//!
//! Generic code lives in the modules; [`any`] erases the group for callers that learn it at run time.
//!
//! Source: Belenios specification, version 3.3.0, "Messages".

pub mod answer;
pub mod any;
pub mod ballot;
pub mod choices;
pub mod cursor;
pub mod diagnosis;
pub mod election;
pub mod fault;
pub mod json;
pub mod make;
pub mod parallel;
pub mod partial;
pub mod place;
pub mod plan;
pub mod roll;
pub mod shape;
pub mod shuffled;
pub mod tally;
pub mod values;
pub mod verify;

pub use fault::{Check, Fault};
pub use parallel::{Cancelled, Progress};
