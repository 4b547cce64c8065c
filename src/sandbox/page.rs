//! Pages: opaque tokens that stand for a position in the order of creation, and the links that carry them.
//!
//! A token says "this many after (or before) this one". An integration that is deleted between two pages shifts nothing, one
//! that is created between them comes last, and none is listed twice.

use std::ops::Range;

use serde_json::{Value, json};

use super::encoding::{decode_token, encode_token, percent_encode};
use super::store::Record;
use crate::protocol::integrations::COLLECTION;

/// A position between two integrations, and the direction in which the page extends from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    forward: bool,
    seq: u64,
    pub size: usize,
}

impl Cursor {
    /// Returns the start of the list.
    pub fn start(size: usize) -> Cursor {
        Cursor { forward: true, seq: 0, size }
    }

    /// Reads a token. Returns `None` if it is not one that [`Cursor::token`] wrote.
    pub fn parse(token: &str) -> Option<Cursor> {
        let text = decode_token(token)?;
        let mut parts = text.split('.');
        let forward = match parts.next()? {
            "after" => true,
            "before" => false,
            _ => return None,
        };
        let cursor = Cursor { forward, seq: parts.next()?.parse().ok()?, size: parts.next()?.parse().ok()? };
        // A token has one spelling: padding and numbers such as `+7` are rejected.
        (cursor.size > 0 && cursor.token() == token).then_some(cursor)
    }

    fn token(self) -> String {
        let direction = if self.forward { "after" } else { "before" };
        encode_token(&format!("{direction}.{}.{}", self.seq, self.size))
    }

    /// Returns which of the records are on this page.
    pub fn range(self, records: &[Record]) -> Range<usize> {
        if self.forward {
            let start = records.partition_point(|record| record.seq <= self.seq);
            start..records.len().min(start + self.size)
        } else {
            let end = records.partition_point(|record| record.seq < self.seq);
            end.saturating_sub(self.size)..end
        }
    }

    /// Returns a list's `metadata`. Every link repeats the `filters` of the request.
    pub fn links(self, records: &[Record], base_url: &str, filters: &[(&str, String)]) -> Value {
        let Range { start, end } = self.range(records);
        let link = |cursor: Option<Cursor>| {
            let mut url = format!("{base_url}{COLLECTION}?page_size={}", self.size);
            for (name, value) in filters {
                url.push_str(&format!("&{name}={}", percent_encode(value)));
            }
            if let Some(cursor) = cursor {
                url.push_str(&format!("&page_token={}", cursor.token()));
            }
            url
        };
        let after = |index: usize| Cursor { forward: true, seq: records[index].seq, size: self.size };
        let last = records.len().saturating_sub(1) / self.size * self.size;
        let before = Cursor { forward: false, seq: records.get(start).map_or(u64::MAX, |record| record.seq), ..self };
        json!({
            "first": link(None),
            "last": link((last > 0).then(|| after(last - 1))),
            "prev": (start > 0).then(|| link(Some(before))),
            "next": (end < records.len()).then(|| link((end > 0).then(|| after(end - 1)))),
            "total_size": records.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn foreign_token_is_rejected() {
        for foreign in
            ["", "x", "YWZ0ZXI", &encode_token("after.1"), &encode_token("after.+1.2"), &encode_token("after.1.0")]
        {
            assert_eq!(Cursor::parse(foreign), None, "{foreign}");
        }
        let token = Cursor { forward: true, seq: u64::MAX, size: 250 }.token();
        assert!(token.len() <= 255 && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    }

    proptest! {
        #[test]
        fn token_round_trips(forward: bool, seq: u64, size in 1usize..=250) {
            let cursor = Cursor { forward, seq, size };
            prop_assert_eq!(Cursor::parse(&cursor.token()), Some(cursor));
        }

        #[test]
        fn parsing_any_token_does_not_panic(text in any::<String>()) {
            Cursor::parse(&text);
        }
    }
}
