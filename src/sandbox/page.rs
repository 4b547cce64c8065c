//! Pages: opaque tokens that stand for a position in the order of creation, and the links that carry them.
//!
//! A token says "this many after (or before) this one". An integration that is deleted between two pages shifts nothing, one
//! that is created between them comes last, and none is listed twice.

use std::ops::Range;

use serde_json::{Map, Value, json};

use super::api_error::ApiError;
use super::encoding::{decode_token, encode_token};
use super::store::Record;
use crate::integration::limits::PAGE_SIZE_DEFAULT;
use crate::integration::{Problem, ProblemLocation};
use crate::protocol::{Operation, RequestTarget};

/// A position between two integrations, and the direction in which the page extends from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    forward: bool,
    seq: u64,
    size: usize,
}

impl Cursor {
    /// Returns the cursor of a list's query, which must have been checked.
    ///
    /// # Errors
    /// 400 if `page_token` is not a token of this list.
    pub fn of(query: &Map<String, Value>) -> Result<Cursor, ApiError> {
        match query.get("page_token").and_then(Value::as_str) {
            None => {
                let size = query.get("page_size").and_then(Value::as_u64).unwrap_or(PAGE_SIZE_DEFAULT.into());
                Ok(Cursor { forward: true, seq: 0, size: size as usize })
            }
            Some(token) => Cursor::parse(token).ok_or_else(|| {
                let detail = "is no token that a page of this list gave".to_owned();
                ApiError::problems(400, vec![Problem { location: ProblemLocation::Parameter("page_token"), detail }])
            }),
        }
    }

    /// Reads a token. Returns `None` if it is not one that [`Cursor::token`] wrote.
    fn parse(token: &str) -> Option<Cursor> {
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

    /// Returns the `metadata` of a page. Its links repeat the filters of the query.
    pub fn metadata(
        self,
        records: &[Record],
        operation: &Operation,
        query: &Map<String, Value>,
        base_url: &str,
    ) -> Value {
        let Range { start, end } = self.range(records);
        let link = |cursor: Option<Cursor>| {
            let mut query = query.clone();
            query.insert("page_size".to_owned(), self.size.into());
            query.insert("page_token".to_owned(), cursor.map(Cursor::token).into());
            let target = RequestTarget::new(operation, "", &Value::Object(query), None);
            [base_url, &target.path, &target.query].concat()
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
