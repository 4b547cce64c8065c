//! The messages to the operator: sentences for people, and the same as data for programs.

use serde_json::{Value, json};

use super::health::Health;
use super::outcome::RETIRED;
use super::rows::{HealthChange, KnownRow};

/// The most integrations that the sentences name; the data has them all. Slack truncates texts at 40,000 characters.
const NAMED_MAX: usize = 20;

/// The format of a webhook's messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookFormat {
    /// `{"text": …}`, which Slack and many others show, with our data beside it.
    Slack,
    /// An Adaptive Card. A Teams workflow accepts any post and shows nothing else.
    Teams,
    /// `{"text": …}` alone, for receivers that refuse what they do not know.
    Text,
}

/// A message: lines of plain text, and data.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    lines: Vec<String>,
    data: Value,
}

impl Message {
    /// What changed; `None` if nothing did. `upstream` says where the integrations are saved.
    pub fn of_changes(upstream: &str, changes: &[HealthChange]) -> Option<Message> {
        let of = |health: Health| changes.iter().filter(|one| one.health == health.name()).collect::<Vec<_>>();
        let (failing, unknown, recovered) = (of(Health::Failing), of(Health::Unknown), of(Health::Healthy));
        let heads = [
            (!failing.is_empty())
                .then(|| format!("{} not working: alerts sent there may go nowhere.", are(failing.len()))),
            (!unknown.is_empty())
                .then(|| format!("Twice in a row, the tests of {} gave no clear answer.", integrations(unknown.len()))),
            (!recovered.is_empty()).then(|| format!("{} working again.", are(recovered.len()))),
        ];
        let heads: Vec<_> = heads.into_iter().flatten().collect();
        if heads.is_empty() {
            return None;
        }
        let named = failing.iter().chain(&unknown).chain(&recovered).map(|one| about(one));
        let lines = [format!("{upstream}: {}", heads.join(" "))].into_iter().chain(named_lines(named, changes.len()));
        let data = json!({"failing": failing, "unknown": unknown, "recovered": recovered});
        Some(Message { lines: lines.collect(), data })
    }

    /// A run could not be carried out: while that lasts, dead integrations go unnoticed.
    pub fn of_failure(upstream: &str, code: &str, words: &str) -> Message {
        let line =
            format!("{upstream}: the integrations could not be tested, so dead ones go unnoticed ({code}). {words}");
        Message { lines: vec![line], data: json!({"failed": {"code": code, "detail": words}}) }
    }

    /// Results are overdue; `None` if none is.
    pub fn of_overdue(upstream: &str, overdue: &[KnownRow]) -> Option<Message> {
        let since = overdue.iter().map(|one| one.due_since.as_str()).min()?;
        let head = format!(
            "{upstream}: no result has come for {} since the run of {since}, so nobody knows whether they work. Look at the \
             Worker's log and at the queue's dead letters; without a queue, bind one.",
            integrations(overdue.len())
        );
        let named = overdue.iter().map(|one| format!("{} ({})", one.name, one.id));
        let lines = [head].into_iter().chain(named_lines(named, overdue.len())).collect();
        let ids: Vec<_> = overdue.iter().map(|one| &one.id).collect();
        Some(Message { lines, data: json!({"not_reached": ids}) })
    }

    /// All integrations have gone from the list.
    pub fn of_none_listed(upstream: &str, before: usize) -> Message {
        let line = format!(
            "{upstream}: the list of integrations is empty; the run before found {before}. If nobody deleted them, check what \
             the Worker's credentials may see."
        );
        Message { lines: vec![line], data: json!({"none_listed": {"before": before}}) }
    }

    /// A test of the webhook itself.
    pub fn of_test(upstream: &str) -> Message {
        let line = format!("{upstream}: this is a test. Messages about integrations that stop working arrive here.");
        Message { lines: vec![line], data: json!({"test": true}) }
    }

    /// The body to post.
    pub fn body(&self, format: WebhookFormat) -> Value {
        match format {
            WebhookFormat::Slack | WebhookFormat::Text => {
                let mut body = if format == WebhookFormat::Slack { self.data.clone() } else { json!({}) };
                body["text"] = self.lines.iter().map(|line| escape(line)).collect::<Vec<_>>().join("\n").into();
                body
            }
            WebhookFormat::Teams => {
                let blocks: Vec<_> = self
                    .lines
                    .iter()
                    .map(|line| json!({"type": "TextBlock", "text": escape_markdown(line), "wrap": true}))
                    .collect();
                let card = json!({
                    "type": "AdaptiveCard",
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "version": "1.4",
                    "body": blocks,
                });
                let attachment = json!({"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": null, "content": card});
                json!({"type": "message", "attachments": [attachment]})
            }
        }
    }
}

/// The number of integrations, in words.
pub fn integrations(count: usize) -> String {
    if count == 1 { "1 integration".to_owned() } else { format!("{count} integrations") }
}

fn are(count: usize) -> String {
    format!("{} {}", integrations(count), if count == 1 { "is" } else { "are" })
}

/// A line for each integration that is named, and one for the number of the others.
fn named_lines(named: impl Iterator<Item = String>, count: usize) -> impl Iterator<Item = String> {
    let more = (count > NAMED_MAX).then(|| format!("… and {} more", count - NAMED_MAX));
    named.take(NAMED_MAX).chain(more).map(|line| format!("• {line}"))
}

fn about(one: &HealthChange) -> String {
    let about: Vec<_> = [one.kind.as_str(), &one.id].into_iter().filter(|part| !part.is_empty()).collect();
    let mut line = match one.name.as_str() {
        "" => about.join(" "),
        name => format!("{name} ({})", about.join(", ")),
    };
    if one.health != Health::Healthy.name() {
        let words = match (&one.last_test.detail, one.last_test.code.as_deref()) {
            (Some(detail), _) => detail.as_str(),
            (None, Some(RETIRED)) => "its target has been retired; a test is still accepted, and nothing arrives",
            (None, code) => code.unwrap_or("its test was refused"),
        };
        line.push_str(": ");
        line.push_str(words);
        if let Some(id) = one.last_test.request_id.as_deref().filter(|id| !words.contains(id)) {
            line.push_str(&format!(" (request id {id})"));
        }
    }
    line
}

/// Slack reads `<!channel>` and links in a text, others `@channel`: whoever may name an integration must not notify
/// everybody with it, nor add a line of their own.
fn escape(line: &str) -> String {
    one_line(line).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A card's text is Markdown, in which only links could mislead.
fn escape_markdown(line: &str) -> String {
    one_line(line).replace("](", "]\u{200b}(")
}

/// Without what would break the line or turn its direction around.
fn one_line(line: &str) -> String {
    let turns = |character| matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    line.replace(|character: char| character.is_control() || turns(character), " ").replace('@', "@\u{200b}")
}

#[cfg(test)]
mod tests {
    use super::super::rows::TestRow;
    use super::*;

    const UPSTREAM: &str = "Confluent Cloud notifications";

    fn change(id: &str, name: &str, health: Health, code: Option<&str>, detail: Option<&str>) -> HealthChange {
        HealthChange {
            id: id.into(),
            name: name.into(),
            kind: "Slack".into(),
            health: health.name().into(),
            last_test: TestRow {
                run: "r".into(),
                at: "now".into(),
                trigger: "schedule".into(),
                result: "rejected".into(),
                code: code.map(Into::into),
                status: None,
                detail: detail.map(Into::into),
                request_id: None,
            },
        }
    }

    fn text_of(message: &Message) -> String {
        message.body(WebhookFormat::Slack)["text"].as_str().unwrap().to_owned()
    }

    #[test]
    fn a_message_names_each_integration_and_the_reason() {
        let gone = change("n-1", "on call", Health::Failing, Some("bad_request"), Some("channel_is_archived"));
        let last_test = TestRow { request_id: Some("r-1".into()), ..gone.last_test };
        let gone = HealthChange { last_test, ..gone };
        let retired = change("n-2", "", Health::Failing, Some("retired"), None);
        let back = change("n-3", "ops", Health::Healthy, None, None);
        let message = Message::of_changes(UPSTREAM, &[back.clone(), gone.clone(), retired]).unwrap();
        assert_eq!(
            text_of(&message).lines().collect::<Vec<_>>(),
            [
                "Confluent Cloud notifications: 2 integrations are not working: alerts sent there may go nowhere. 1 integration is working again.",
                "• on call (Slack, n-1): channel_is_archived (request id r-1)",
                "• Slack n-2: its target has been retired; a test is still accepted, and nothing arrives",
                "• ops (Slack, n-3)",
            ]
        );
        let body = message.body(WebhookFormat::Slack);
        assert_eq!(body["failing"][0], json!(gone));
        assert_eq!(body["recovered"], json!([back]));
        assert_eq!(Message::of_changes(UPSTREAM, &[]), None);
    }

    #[test]
    fn an_unknown_health_is_not_called_not_working() {
        let silent = change("n-1", "on call", Health::Unknown, Some("forbidden"), Some("403 forbidden"));
        let message = Message::of_changes(UPSTREAM, &[silent]).unwrap();
        let text = text_of(&message);
        assert!(text.contains("Twice in a row, the tests of 1 integration gave no clear answer."), "{text}");
        assert!(!text.contains("not working") && text.ends_with("on call (Slack, n-1): 403 forbidden"), "{text}");
        let body = message.body(WebhookFormat::Slack);
        assert_eq!((&body["failing"], &body["unknown"][0]["id"]), (&json!([]), &json!("n-1")));
    }

    #[test]
    fn overdue_results_are_named_and_an_empty_list_is_reported() {
        let row = json!({"id": "n-1", "name": "on call", "health": "healthy", "at": "", "due_since": "2026-11-23"});
        let message = Message::of_overdue(UPSTREAM, &[serde_json::from_value(row).unwrap()]).unwrap();
        let text = text_of(&message);
        assert!(text.contains("no result has come for 1 integration since the run of 2026-11-23"), "{text}");
        assert!(text.ends_with("• on call (n-1)"), "{text}");
        assert_eq!(message.body(WebhookFormat::Slack)["not_reached"], json!(["n-1"]));
        assert_eq!(Message::of_overdue(UPSTREAM, &[]), None);
        assert!(text_of(&Message::of_none_listed(UPSTREAM, 7)).contains("the run before found 7"));
    }

    #[test]
    fn mentions_in_a_name_are_escaped() {
        let odd = change(
            "n-1",
            "<!channel> & <https://evil.example|here>\n\u{2028}\u{202e}• @here",
            Health::Failing,
            None,
            None,
        );
        let message = Message::of_changes(UPSTREAM, &[odd]).unwrap();
        let text = text_of(&message);
        assert!(text.contains("&lt;!channel&gt; &amp; &lt;https://evil.example|here&gt;"), "{text}");
        assert!(!text.contains(['<', '\u{2028}', '\u{202e}']) && !text.contains("@here"), "{text}");
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(!text_of(&Message::of_failure(UPSTREAM, "network", "<!here>")).contains('<'));
    }

    #[test]
    fn teams_gets_a_card_with_escaped_markdown() {
        let odd = change("n-1", "[click](https://evil.example) **now**\n# @all", Health::Failing, None, None);
        let body = Message::of_changes(UPSTREAM, &[odd]).unwrap().body(WebhookFormat::Teams);
        let attachment = &body["attachments"][0];
        assert_eq!(body["type"], "message");
        assert_eq!(attachment["contentType"], "application/vnd.microsoft.card.adaptive");
        assert_eq!(attachment["content"]["type"], "AdaptiveCard");
        let blocks = attachment["content"]["body"].as_array().unwrap();
        assert_eq!(blocks.len(), 2);
        let text = blocks[1]["text"].as_str().unwrap();
        assert!(text.starts_with("• [click]\u{200b}(https://evil.example) **now** # @"), "{text}");
        assert!(!text.contains("@all"));
    }

    #[test]
    fn only_the_first_of_many_integrations_are_named() {
        let many: Vec<_> = (0..1000).map(|n| change(&format!("n-{n}"), "x", Health::Failing, None, None)).collect();
        let message = Message::of_changes(UPSTREAM, &many).unwrap();
        let text = text_of(&message);
        assert!(text.contains("1000 integrations are not working") && text.ends_with("and 980 more"), "{text}");
        assert_eq!(text.lines().count(), 22);
        assert_eq!(message.body(WebhookFormat::Slack)["failing"].as_array().unwrap().len(), 1000);
    }
}
