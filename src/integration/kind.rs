//! The kinds of target: one table that says of each what a client may do with it. A new kind is a row here.

/// The kind of a target. The set is open: a kind newer than this release is [`Kind::Unknown`].
///
/// Names and fields are those of Confluent's documentation of Notifications v1, editions of 2023 and 2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A Slack channel's incoming webhook, in `webhook_url`.
    Slack,
    /// A Microsoft Teams channel's webhook, in `webhook_url`. Its shape has changed: see [`retirement`].
    MsTeams,
    /// Any other HTTP endpoint, in `url`. Confluent documents no signature on what it sends there.
    Webhook,
    /// Everybody who holds a role, by e-mail; the role is in `role_name`. Only Confluent makes these.
    RoleEmail,
    /// One user, by e-mail; `user` is an id (edition of 2023) or a reference (2026). Only Confluent makes these.
    UserEmail,
    /// One user, inside Confluent Cloud's console (edition of 2026). Only Confluent makes these.
    InApp,
    /// A kind that this release does not know: kept as it came. It may be written back by update, and not created or tested.
    Unknown,
}

struct Row {
    kind: Kind,
    name: &'static str,
    /// Where an integration holds the webhook URL. A kind that has one can be created, updated, deleted and tested.
    url_path: Option<&'static str>,
}

const fn row(kind: Kind, name: &'static str, url_path: Option<&'static str>) -> Row {
    Row { kind, name, url_path }
}

/// By the API's documentation (Notifications v1, 2023 and 2026 editions).
const TABLE: [Row; 6] = [
    row(Kind::Slack, "Slack", Some("target.webhook_url")),
    row(Kind::MsTeams, "MsTeams", Some("target.webhook_url")),
    row(Kind::Webhook, "Webhook", Some("target.url")),
    row(Kind::RoleEmail, "RoleEmail", None),
    row(Kind::UserEmail, "UserEmail", None),
    row(Kind::InApp, "InApp", None),
];

impl Kind {
    /// Reads a target's `kind`, exactly as it is written: `slack` is [`Kind::Unknown`].
    pub fn parse(name: &str) -> Kind {
        TABLE.iter().find(|row| row.name == name).map_or(Kind::Unknown, |row| row.kind)
    }

    /// The name on the wire; empty for [`Kind::Unknown`].
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// The target's property that holds its URL, `webhook_url` or `url`; none where the kind has no URL.
    pub fn url_field(self) -> Option<&'static str> {
        self.url_path().and_then(|path| path.strip_prefix("target."))
    }

    /// Where an integration of this kind holds its target's URL.
    pub(super) fn url_path(self) -> Option<&'static str> {
        self.row().and_then(|row| row.url_path)
    }

    /// Whether a client may create, update, delete and test targets of this kind: Slack, `MsTeams` and Webhook.
    pub fn is_writable(self) -> bool {
        self.url_path().is_some()
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.kind == self)
    }
}

/// Whether a target's service has ended, as far as its URL tells. The shapes are those that Microsoft has ended or moved;
/// judging by them is this library's own choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retirement {
    /// A Microsoft Office 365 connector (`*.webhook.office.com`, `outlook.office.com/webhook/`): no new ones since August
    /// 2024, ended in spring 2026. A Workflows (Power Automate) webhook takes its place.
    Retired,
    /// A Teams workflow URL of a shape (`*.logic.azure.com/workflows/`) that was to move from November 2025, unless it is a
    /// free-standing Azure Logic App. A test decides.
    Doubtful,
}

/// Recognizes retired and doubtful targets by their URL; none for any other, `http` URLs among them. A redacted URL is still
/// recognised where its host is enough.
///
/// Only the URL is looked at, nothing is asked: none does not say that the target works.
pub fn retirement(url: &str) -> Option<Retirement> {
    let rest = url.get(..8).filter(|scheme| scheme.eq_ignore_ascii_case("https://")).map(|_| &url[8..])?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
    if host.ends_with(".webhook.office.com") || (host == "outlook.office.com" && path.starts_with("/webhook/")) {
        Some(Retirement::Retired)
    } else if host.ends_with(".logic.azure.com") && path.starts_with("/workflows/") {
        Some(Retirement::Doubtful)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_unknown_ones_stay_unknown() {
        for row in &TABLE {
            assert_eq!(Kind::parse(row.name), row.kind);
            assert_eq!(row.kind.name(), row.name);
        }
        for name in ["", "slack", "PagerDuty", "Slack "] {
            assert_eq!(Kind::parse(name), Kind::Unknown);
        }
    }

    #[test]
    fn only_the_kinds_with_a_url_are_writable() {
        let writable: Vec<_> = TABLE.iter().filter(|row| row.kind.is_writable()).map(|row| row.name).collect();
        assert_eq!(writable, ["Slack", "MsTeams", "Webhook"]);
    }

    #[test]
    fn retired_and_doubtful_targets_are_known_by_their_url() {
        use Retirement::*;
        for (url, expected) in [
            ("https://contoso.webhook.office.com/webhookb2/1/IncomingWebhook/2/3", Some(Retired)),
            ("https://Contoso.Webhook.Office.COM/webhookb2/1", Some(Retired)),
            ("https://outlook.office.com/webhook/1/IncomingWebhook/2/3", Some(Retired)),
            ("https://outlook.office.com/mail", None),
            ("https://prod-1.westus.logic.azure.com:443/workflows/1/triggers", Some(Doubtful)),
            ("https://prod-1.westus.logic.azure.com/workflows/1/triggers", Some(Doubtful)),
            ("https://x.environment.api.powerplatform.com/powerautomate/1", None),
            ("https://webhook.office.com.evil.example/webhook/1", None),
            ("https://contoso.webhook.office.com/…a1b2", Some(Retired)),
            ("https://prod-1.westus.logic.azure.com/…a1b2", None),
            ("https://…", None),
            ("", None),
        ] {
            assert_eq!(retirement(url), expected, "{url}");
        }
    }
}
