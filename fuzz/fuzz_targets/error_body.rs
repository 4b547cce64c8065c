//! Any text and any JSON as an error's body: no panic, bounded texts, no secret, and words for whoever reads them.
#![no_main]

mod planted;

use arbitrary::Unstructured;
use confluent_notifications::protocol::{Body, Step, integrations};
use libfuzzer_sys::fuzz_target;
use planted::{Lines, assert_clean, plant, prepare, settings};
use serde_json::Value;

const STATUSES: [u16; 12] = [400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 503, 418];

// One byte chooses the status; the rest is the body.
fuzz_target!(|data: &[u8]| {
    let mut input = Unstructured::new(data);
    let status = *input.choose(&STATUSES).unwrap_or(&400);
    let Some(text) = plant(&String::from_utf8_lossy(input.take_rest()), 1) else { return };
    let settings = settings(1, 0);
    let mut call = prepare(&settings, &integrations::GET);
    assert_eq!(call.start(&settings), Step::Send);

    let parsed: Option<Value> = serde_json::from_str(&text).ok();
    let body = parsed.as_ref().map_or(Body::Text(&text), Body::Json);
    let head = Lines { status, headers: vec![] };
    let Step::Failed(error) = call.on_response(&settings, &head, body, 0.0, 0.5) else {
        panic!("{status} is no success");
    };
    assert_clean(&format!("{error:?}"));
    assert_eq!(error.status, Some(status));
    assert!(error.message.starts_with(&format!("{status} ")) && error.message.len() > 4);
    assert!(error.errors.len() <= 100);
    for detail in &error.errors {
        assert!(!detail.fields().is_empty());
        for (at, (field, text)) in detail.fields().iter().enumerate() {
            assert!(!text.is_empty() && text.len() <= 2_002, "{field:?}: {}", text.len());
            assert!(detail.fields()[..at].iter().all(|(before, _)| before != field), "{field:?} twice");
        }
    }
    assert!(error.body.as_ref().is_none_or(|body| body.len() <= 2_048));
});
