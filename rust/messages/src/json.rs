//! Canonical JSON, written (all strings here are digits, hexadecimal, Base58 or Base64, so nothing needs an escape), and a question that
//! the library does not ask of JSON that it reads: whether a key stands twice.

use std::collections::HashSet;

use comitia_crypto::Group;
use comitia_crypto::elgamal::Ciphertext;
use comitia_crypto::schnorr::Proof;

/// Append a string.
pub fn string(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    out.extend_from_slice(text);
    out.push(b'"');
}

/// Append a list of what `item` appends.
pub fn list<T>(out: &mut Vec<u8>, items: impl IntoIterator<Item = T>, mut item: impl FnMut(&mut Vec<u8>, T)) {
    out.push(b'[');
    for (index, one) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        item(out, one);
    }
    out.push(b']');
}

/// Append an element.
pub fn element<G: Group>(out: &mut Vec<u8>, value: &G::Element) {
    out.push(b'"');
    G::write_element(value, out);
    out.push(b'"');
}

/// Append a scalar.
pub fn scalar<G: Group>(out: &mut Vec<u8>, value: &G::Scalar) {
    out.push(b'"');
    G::write_scalar(value, out);
    out.push(b'"');
}

/// Append `{"alpha":...,"beta":...}`.
pub fn ciphertext<G: Group>(out: &mut Vec<u8>, value: &Ciphertext<G>) {
    out.extend_from_slice(b"{\"alpha\":");
    element::<G>(out, &value.alpha);
    out.extend_from_slice(b",\"beta\":");
    element::<G>(out, &value.beta);
    out.push(b'}');
}

/// Append `{"challenge":...,"response":...}`.
pub fn proof<G: Group>(out: &mut Vec<u8>, value: &Proof<G::Scalar>) {
    out.extend_from_slice(b"{\"challenge\":");
    scalar::<G>(out, &value.challenge);
    out.extend_from_slice(b",\"response\":");
    scalar::<G>(out, &value.response);
    out.push(b'}');
}

/// A key that stands twice in one object of `raw`, which is well-formed JSON; None if there is none.
pub fn repeated_key(raw: &[u8]) -> Option<String> {
    // What is open: the keys of an object so far; None for a list.
    let mut open: Vec<Option<HashSet<String>>> = Vec::new();
    let mut key_is_next = false;
    let mut bytes = raw.iter().enumerate();
    while let Some((start, byte)) = bytes.next() {
        match byte {
            b'{' => open.push(Some(HashSet::new())),
            b'[' => open.push(None),
            b'}' | b']' => drop(open.pop()),
            b'"' => {
                let mut end = start;
                while let Some((at, byte)) = bytes.next() {
                    end = at;
                    match byte {
                        b'"' => break,
                        b'\\' => drop(bytes.next()),
                        _ => {}
                    }
                }
                if let (true, Some(Some(keys))) = (key_is_next, open.last_mut()) {
                    // Escapes are undone: two spellings of a key are the same key.
                    let key: String = serde_json::from_slice(raw.get(start..=end)?).ok()?;
                    if !keys.insert(key.clone()) {
                        return Some(key);
                    }
                }
            }
            _ => {}
        }
        key_is_next = match byte {
            b'{' => true,
            b',' => matches!(open.last(), Some(Some(_))),
            byte if byte.is_ascii_whitespace() => key_is_next,
            _ => false,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_stands_twice_in_one_object_is_found_whatever_its_spelling() {
        let twice: [&[u8]; 5] = [
            br#"{"a":1,"a":2}"#,
            br#"{"a":1,"\u0061":2}"#,
            br#"[{},{"b":[{"a":"x"}], "c":{} ,"b":1}]"#,
            br#"{"":{"x":{"k":[],"k":[]}}}"#,
            br#"{"q\"":"}","z":"a,b","q\"":0}"#,
        ];
        for raw in twice {
            assert!(repeated_key(raw).is_some(), "{}", String::from_utf8_lossy(raw));
        }
        let once: [&[u8]; 5] = [
            br#"{"a":"a","b":["a","a"],"c":{"a":{"a":1}}}"#,
            br#"["a","a",{"a":1},{"a":1}]"#,
            br#"{"a":"{\"b\":1,\"b\":2}","b":",\"a\":"}"#,
            br#""a""#,
            b"",
        ];
        for raw in once {
            assert_eq!(repeated_key(raw), None, "{}", String::from_utf8_lossy(raw));
        }
    }
}
