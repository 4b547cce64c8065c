//! What the operator is told: a sentence that Slack and its like show as it is, and the same for programs.

use serde_json::{Value, json};

use super::health::Health;
use super::outcome::RETIRED;
use super::record::News;

/// So many integrations are named in the sentence; all are in the data. Slack cuts texts off at 40,000 characters.
const NAMED_MAX: usize = 20;

/// The message of what changed; none where nothing did.
pub fn changes(news: &[News]) -> Option<Value> {
    let (ill, well): (Vec<_>, Vec<_>) = news.iter().partition(|one| one.health == Health::Ill.name());
    let heads = [
        (!ill.is_empty()).then(|| format!("{} not working: alerts sent there may go nowhere.", counted(ill.len()))),
        (!well.is_empty()).then(|| format!("{} working again.", counted(well.len()))),
    ];
    let heads: Vec<_> = heads.into_iter().flatten().collect();
    if heads.is_empty() {
        return None;
    }
    let mut text = format!("Confluent Cloud notifications: {}", heads.join(" "));
    for one in ill.iter().chain(&well).take(NAMED_MAX) {
        text.push_str("\n• ");
        text.push_str(&escape(&line(one)));
    }
    if news.len() > NAMED_MAX {
        text.push_str(&format!("\n• … and {} more", news.len() - NAMED_MAX));
    }
    Some(json!({"text": text, "not_working": ill, "working_again": well}))
}

/// The message that a run could not be done: while that is so, dead integrations go unnoticed.
pub fn failure(code: &str, words: &str) -> Value {
    let text = format!(
        "Confluent Cloud notifications: the integrations could not be tested, so dead ones go unnoticed ({code}). {words}"
    );
    json!({"text": escape(&text), "failed": {"code": code, "detail": words}})
}

fn counted(count: usize) -> String {
    if count == 1 { "1 integration is".to_owned() } else { format!("{count} integrations are") }
}

fn line(one: &News) -> String {
    let about: Vec<_> = [one.kind.as_str(), &one.id].into_iter().filter(|part| !part.is_empty()).collect();
    let mut line = match one.name.as_str() {
        "" => about.join(" "),
        name => format!("{name} ({})", about.join(", ")),
    };
    if one.health == Health::Ill.name() {
        let words = match (&one.last.detail, one.last.code.as_deref()) {
            (Some(detail), _) => detail.as_str(),
            (None, Some(RETIRED)) => "its target has been retired; a test is still accepted, and nothing arrives",
            (None, code) => code.unwrap_or("its test was refused"),
        };
        line.push_str(": ");
        line.push_str(words);
        if let Some(id) = one.last.request_id.as_deref().filter(|id| !words.contains(id)) {
            line.push_str(&format!(" (request id {id})"));
        }
    }
    line
}

/// Slack reads `<!channel>` and links in a text, others `@channel`: who may name an integration must not call everybody with
/// it, nor write a line of his own.
fn escape(text: &str) -> String {
    let text = text.replace(char::is_control, " ").replace('@', "@\u{200b}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::super::record::TestRow;
    use super::*;

    fn news(id: &str, name: &str, health: Health, code: Option<&str>, detail: Option<&str>) -> News {
        News {
            id: id.into(),
            name: name.into(),
            kind: "Slack".into(),
            health: health.name().into(),
            last: TestRow {
                at: "now".into(),
                by: "schedule".into(),
                outcome: "refused".into(),
                code: code.map(Into::into),
                status: None,
                detail: detail.map(Into::into),
                request_id: None,
            },
        }
    }

    #[test]
    fn it_says_which_and_why() {
        let gone = news("n-1", "on call", Health::Ill, Some("bad_request"), Some("channel_is_archived"));
        let last = TestRow { request_id: Some("r-1".into()), ..gone.last };
        let gone = News { last, ..gone };
        let retired = news("n-2", "", Health::Ill, Some("retired"), None);
        let back = news("n-3", "ops", Health::Well, None, None);
        let message = changes(&[back.clone(), gone.clone(), retired]).unwrap();
        let lines: Vec<_> = message["text"].as_str().unwrap().lines().collect();
        assert_eq!(
            lines,
            [
                "Confluent Cloud notifications: 2 integrations are not working: alerts sent there may go nowhere. 1 integration is working again.",
                "• on call (Slack, n-1): channel_is_archived (request id r-1)",
                "• Slack n-2: its target has been retired; a test is still accepted, and nothing arrives",
                "• ops (Slack, n-3)",
            ]
        );
        assert_eq!(message["not_working"][0], json!(gone));
        assert_eq!(message["working_again"], json!([back]));
        assert_eq!(changes(&[]), None);
    }

    #[test]
    fn a_name_calls_nobody() {
        let odd = news("n-1", "<!channel> & <https://evil.example|here>\n• @here", Health::Ill, None, None);
        let message = changes(&[odd]).unwrap();
        let text = message["text"].as_str().unwrap();
        assert!(text.contains("&lt;!channel&gt; &amp; &lt;https://evil.example|here&gt;"), "{text}");
        assert!(!text.contains('<') && !text.contains("@here") && text.lines().count() == 2, "{text}");
        assert!(!failure("network", "<!here>")["text"].as_str().unwrap().contains('<'));
    }

    #[test]
    fn a_thousand_are_counted_and_some_of_them_named() {
        let many: Vec<_> = (0..1000).map(|n| news(&format!("n-{n}"), "x", Health::Ill, None, None)).collect();
        let message = changes(&many).unwrap();
        let text = message["text"].as_str().unwrap();
        assert!(text.contains("1000 integrations are not working") && text.ends_with("and 980 more"), "{text}");
        assert_eq!(text.lines().count(), 22);
        assert_eq!(message["not_working"].as_array().unwrap().len(), 1000);
    }
}
