//! A reader of canonical JSON that copies nothing.
//!
//! The protocol's messages are hashed as bytes, so only one spelling of each is right: keys in the specified order, no space, no escape
//! in strings that need none. This reader walks the bytes and expects exactly that; what differs is an [`Unread`] with its place.
//! It does not recurse on what it reads, so depth cannot exhaust the stack.

use crate::fault::{Check, Fault, excerpt};

/// The bytes part from the canonical spelling here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Offset of the first byte that differs.
    pub at: usize,
    /// What the canonical spelling has there.
    pub expected: &'static str,
}

impl Unread {
    /// The same as a fault of `raw`, which is called `what`.
    pub fn fault(&self, what: &str, raw: &[u8]) -> Fault {
        let found = match raw.get(self.at..) {
            Some([]) | None => "the end".to_owned(),
            Some(rest) => excerpt(rest),
        };
        Fault::new(Check::Canonical, format!("{what}, byte {}", self.at), found, format!("`{}`", self.expected))
    }
}

/// A place in the bytes of a message.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    raw: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// At the first byte.
    pub fn new(raw: &'a [u8]) -> Self {
        Self { raw, at: 0 }
    }

    /// The offset of the next byte.
    pub fn at(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'a [u8] {
        self.raw.get(self.at..).unwrap_or_default()
    }

    /// Step over `literal` if it comes next.
    pub fn take(&mut self, literal: &'static str) -> bool {
        let there = self.rest().starts_with(literal.as_bytes());
        if there {
            self.at += literal.len();
        }
        there
    }

    /// Step over `literal`, which must come next.
    pub fn expect(&mut self, literal: &'static str) -> Result<(), Unread> {
        if self.take(literal) {
            return Ok(());
        }
        let same = self.rest().iter().zip(literal.as_bytes()).take_while(|(a, b)| a == b).count();
        Err(Unread { at: self.at + same, expected: literal.get(same..).unwrap_or(literal) })
    }

    /// A string of visible ASCII without quotes and escapes: elements, numbers, fingerprints, identifiers.
    pub fn plain_string(&mut self) -> Result<&'a [u8], Unread> {
        self.expect("\"")?;
        let rest = self.rest();
        let length =
            rest.iter().take_while(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')).count();
        self.at += length;
        self.expect("\"")?;
        Ok(rest.get(..length).unwrap_or_default())
    }

    /// A list of what `item` reads.
    pub fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Result<T, Unread>) -> Result<Vec<T>, Unread> {
        self.expect("[")?;
        let mut items = Vec::new();
        if self.take("]") {
            return Ok(items);
        }
        loop {
            items.push(item(self)?);
            if !self.take(",") {
                self.expect("]")?;
                return Ok(items);
            }
        }
    }

    /// Nothing may follow.
    pub fn end(&self) -> Result<(), Unread> {
        if self.rest().is_empty() { Ok(()) } else { Err(Unread { at: self.at, expected: "the end" }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_strings_is_read_without_spaces_alone() {
        let read = |raw: &[u8]| Cursor::new(raw).list(|cursor| cursor.plain_string().map(<[u8]>::to_vec));
        assert_eq!(read(br#"["a","b"]"#), Ok(vec![b"a".to_vec(), b"b".to_vec()]));
        assert_eq!(read(b"[]"), Ok(vec![]));
        for (wrong, at) in
            [(&br#"["a", "b"]"#[..], 5), (br#"["a""#, 4), (br#"["\u0061"]"#, 2), (br#"["a",]"#, 5), (b"", 0)]
        {
            assert_eq!(read(wrong).map_err(|unread| unread.at), Err(at));
        }
    }
}
