//! A response's skeleton: its JSON, parsed to the end, with every list left empty.
//!
//! Little of a success is checked, and building the thousand properties of a page would be most of the Worker's work.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// JSON in which each list is empty.
pub struct Skeleton(pub Value);

impl<'de> Deserialize<'de> for Skeleton {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Skeleton, D::Error> {
        deserializer.deserialize_any(Drawing).map(Skeleton)
    }
}

struct Drawing;

impl<'de> Visitor<'de> for Drawing {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Array(Vec::new()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut out = Map::new();
        while let Some((name, Skeleton(value))) = object.next_entry()? {
            out.insert(name, value);
        }
        Ok(Value::Object(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn without_contents(value: Value) -> Value {
        match value {
            Value::Array(_) => json!([]),
            Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, without_contents(value))).collect(),
            other => other,
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<i32>().prop_map(|eighths| Value::from(f64::from(eighths) / 8.0)),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::hash_map(any::<String>(), inner, 0..5)
                    .prop_map(|fields| fields.into_iter().collect::<Map<_, _>>().into()),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_skeleton_equals_the_json_with_empty_lists(value in any_json()) {
            let Skeleton(skeleton) = serde_json::from_str(&value.to_string()).unwrap();
            prop_assert_eq!(skeleton, without_contents(value));
        }

        #[test]
        fn truncated_json_and_json_with_more_behind_it_are_rejected(value in any_json(), cut in any::<prop::sample::Index>()) {
            let text = json!({"data": [value]}).to_string();
            let mut at = cut.index(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            prop_assert!(serde_json::from_str::<Skeleton>(&text[..at]).is_err());
            prop_assert!(serde_json::from_str::<Skeleton>(&[&text, "]"].concat()).is_err());
        }
    }

    #[test]
    fn invalid_json_in_a_list_is_rejected() {
        for broken in [r#"{"data":[{"a":1,}]}"#, r#"{"data":[tru]}"#, r#"{"data":["\x"]}"#, r#"{"data":[01]}"#, "[", ""]
        {
            assert!(serde_json::from_str::<Skeleton>(broken).is_err(), "{broken}");
        }
    }
}
