//! Any answers into one call: it ends, waits within bounds, repeats only what may be repeated, and shows no secret.
#![no_main]

mod planted;

use arbitrary::Unstructured;
use confluent_notifications::protocol::{Body, Call, Failure, Operation, Settings, Step, integrations};
use libfuzzer_sys::fuzz_target;
use planted::{Lines, TOKEN, assert_clean, plant, prepare, settings};
use serde_json::Value;

/// Told at most a minute, with a tenth of jitter.
const WAIT_MAX_MS: f64 = 66_000.0;

// Four bytes choose; what follows are answers, parted by lines of `---`.
fuzz_target!(|data: &[u8]| {
    let mut input = Unstructured::new(data);
    let operation = *input.choose(&Operation::ALL).unwrap_or(&&integrations::LIST);
    let credentials = input.int_in_range(0..=2).unwrap_or(0);
    let max_retries = input.int_in_range(0..=9).unwrap_or(2);
    let random = f64::from(input.arbitrary::<u8>().unwrap_or(0)) / 256.0;
    let Some(text) = plant(&String::from_utf8_lossy(input.take_rest()), credentials) else { return };
    let settings = settings(credentials, max_retries);

    let mut call = prepare(&settings, operation);
    let mut answers = text.split("\n---\n").cycle();
    let mut step = call.start(&settings);
    let (mut sent, mut waits) = (0, 0);
    loop {
        step = match step {
            Step::Token => call.on_token(&settings, Ok(TOKEN)),
            Step::Wait(ms) => {
                assert!((0.0..=WAIT_MAX_MS).contains(&ms), "{ms}");
                waits += 1;
                assert!(waits <= max_retries);
                call.on_wait_elapsed(&settings)
            }
            Step::Send => {
                sent += 1;
                // Retries, redirects, one fresh token, and the first attempt.
                assert!(sent <= u32::from(max_retries) + 3 + 1 + 1, "{sent}");
                assert!(settings.base.is_same_origin(call.url()), "{}", call.url());
                let (next, done) = attempt(&mut call, &settings, answers.next().unwrap_or(""), random);
                let may_repeat = done || ![&integrations::CREATE, &integrations::TEST].contains(&operation);
                assert!(may_repeat || !matches!(next, Step::Wait(_)), "{operation:?} was repeated");
                if let Some(attempt) = call.take_attempt() {
                    assert_clean(&format!("{attempt:?}"));
                }
                next
            }
            Step::Done => break,
            Step::Failed(error) => {
                assert_clean(&format!("{error:?}"));
                assert_clean(&error.to_string());
                assert_eq!(error.attempts, sent);
                assert!(!error.message.is_empty());
                assert!(error.body.as_ref().is_none_or(|body| body.len() <= 2_048));
                break;
            }
        };
    }
    assert_clean(&format!("{call:?} {settings:?}").replace(&format!("{:?}", call.url()), "").replace(call.path(), ""));
});

/// One attempt, and whether nothing was done by it, so that any operation may be repeated.
fn attempt(call: &mut Call, settings: &Settings, answer: &str, random: f64) -> (Step, bool) {
    let (head, body) = answer.split_once("\n\n").unwrap_or((answer, ""));
    let lines = Lines::read(head);
    if let Some(why) = head.strip_prefix("network ") {
        return (call.on_failure(settings, Failure::Network { why }, random), false);
    }
    if let Some(why) = head.strip_prefix("broken ") {
        let status = why.get(..3).and_then(|status| status.parse().ok());
        let Some(status) = status else { return (call.on_failure(settings, Failure::Network { why }, random), false) };
        let head = Lines { status, ..lines };
        let body = Body::<Value>::Truncated(why);
        return (call.on_response(settings, &head, body, 1_800_000_000_000.0, random), status == 429);
    }
    if head.starts_with("timeout") {
        return (call.on_failure(settings, Failure::Timeout, random), false);
    }
    let parsed: Option<Value> = serde_json::from_str(body).ok();
    let body = match &parsed {
        Some(value) => Body::Json(value),
        None => Body::from_text(body),
    };
    (call.on_response(settings, &lines, body, 1_800_000_000_000.0, random), lines.status == 429)
}
