//! Where in a ballot or a tally something stands, told only when it is wrong.

use std::fmt;

/// An answer, a cell in it and a part of that. Positions are told from 1, as people count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    question: usize,
    row: Option<usize>,
    column: Option<usize>,
    part: &'static str,
}

impl Place {
    /// The answer to a question, from 0.
    pub fn question(question: usize) -> Self {
        Self { question, row: None, column: None, part: "" }
    }

    /// A choice of it, from 0.
    pub fn column(self, column: usize) -> Self {
        Self { column: Some(column), ..self }
    }

    /// A list of it, from 0.
    pub fn row(self, row: usize) -> Self {
        Self { row: Some(row), ..self }
    }

    /// A part of what is there.
    pub fn part(self, part: &'static str) -> Self {
        Self { part, ..self }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "answer {}", self.question + 1)?;
        if let Some(row) = self.row {
            write!(formatter, ", list {}", row + 1)?;
        }
        if let Some(column) = self.column {
            write!(formatter, ", choice {}", column + 1)?;
        }
        if self.part.is_empty() { Ok(()) } else { write!(formatter, ", {}", self.part) }
    }
}
