//! The kinds of target: one table that says whether clients can write them, and where their secret is. A new kind is a row
//! here.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::redact_url;

/// The kind of a target. The set is open: a kind newer than this release is [`Kind::Unknown`].
///
/// Names and fields are those of Confluent's documentation of Notifications v1, editions of 2023 and 2026.
// In the table's order, in which `row` finds a kind's row; a test compares the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A Slack channel's incoming webhook, in `webhook_url`.
    Slack,
    /// A Microsoft Teams channel's webhook, in `webhook_url`. Some have ended: see [`retirement`](super::retirement).
    MsTeams,
    /// Any other HTTP endpoint, in `url`. Confluent documents no signature on what it sends there.
    Webhook,
    /// Everybody who holds a role, by e-mail; the role is in `role_name`. Only Confluent creates these.
    RoleEmail,
    /// One user, by e-mail; `user` is an id (edition of 2023) or a reference (2026). Only Confluent creates these.
    UserEmail,
    /// One user, inside Confluent Cloud's console (edition of 2026). Only Confluent creates these.
    InApp,
    /// A kind that this release does not know. Its target is kept as it came; update may write it back, and create and test
    /// refuse it.
    Unknown,
}

struct Row {
    kind: Kind,
    name: &'static str,
    /// Whether a client may create, update, delete and test targets of this kind.
    writable: bool,
    /// The path of the secret in an integration of this kind: whoever has it can post to the target.
    secret_path: Option<&'static str>,
    /// Whether the secret is a URL, of which scheme and host may be shown, or a key, of which nothing may be.
    secret_is_url: bool,
}

const fn webhook(kind: Kind, name: &'static str, secret_path: &'static str) -> Row {
    Row { kind, name, writable: true, secret_path: Some(secret_path), secret_is_url: true }
}

const fn read_only(kind: Kind, name: &'static str) -> Row {
    Row { kind, name, writable: false, secret_path: None, secret_is_url: false }
}

/// The kinds by the API's documentation (Notifications v1, editions of 2023 and 2026), in the order of [`Kind`]'s variants.
const TABLE: [Row; 6] = [
    webhook(Kind::Slack, "Slack", "target.webhook_url"),
    webhook(Kind::MsTeams, "MsTeams", "target.webhook_url"),
    webhook(Kind::Webhook, "Webhook", "target.url"),
    read_only(Kind::RoleEmail, "RoleEmail"),
    read_only(Kind::UserEmail, "UserEmail"),
    read_only(Kind::InApp, "InApp"),
];

impl Kind {
    /// The kinds that this release knows.
    pub const KNOWN: [Kind; TABLE.len()] = {
        let mut known = [Kind::Unknown; TABLE.len()];
        let mut index = 0;
        while index < TABLE.len() {
            known[index] = TABLE[index].kind;
            index += 1;
        }
        known
    };

    /// Returns the kind of that name, which is compared exactly: `slack` is [`Kind::Unknown`].
    pub fn parse(name: &str) -> Kind {
        TABLE.iter().find(|row| row.name == name).map_or(Kind::Unknown, |row| row.kind)
    }

    /// Returns the name on the wire; empty for [`Kind::Unknown`].
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// Returns the target's property that holds the secret, `webhook_url` or `url`. Returns `None` if the kind has none.
    pub fn secret_field(self) -> Option<&'static str> {
        self.secret_path().and_then(|path| path.get("target.".len()..))
    }

    /// Returns the target's property that holds its URL, `webhook_url` or `url`. Returns `None` if the kind has no URL.
    pub fn url_field(self) -> Option<&'static str> {
        self.secret_field().filter(|_| self.secret_is_url())
    }

    /// Returns the path of the secret in an integration of this kind. Returns `None` if the kind has none.
    pub(super) fn secret_path(self) -> Option<&'static str> {
        self.row().and_then(|row| row.secret_path)
    }

    /// Returns the secret of a target of this kind redacted: a URL as by [`redact_url`](super::redact_url), a key as `…`.
    pub fn redact(self, secret: &str) -> String {
        if self.secret_is_url() { redact_url(secret) } else { "…".to_owned() }
    }

    /// Returns whether the secret is a URL, and not a key.
    pub(super) fn secret_is_url(self) -> bool {
        self.row().is_some_and(|row| row.secret_is_url)
    }

    /// Returns whether a client may create, update, delete and test targets of this kind: Slack, `MsTeams` and Webhook.
    pub fn is_writable(self) -> bool {
        self.row().is_some_and(|row| row.writable)
    }

    /// Returns the kind's row in the table, which has the order of the variants. [`Kind::Unknown`] is the last and has none.
    fn row(self) -> Option<&'static Row> {
        TABLE.get(self as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_parsed_as_its_kind_and_any_other_as_unknown() {
        assert_eq!(Kind::Unknown as usize, TABLE.len());
        for row in &TABLE {
            assert_eq!(Kind::parse(row.name), row.kind);
            assert_eq!(row.kind.name(), row.name);
        }
        for name in ["", "slack", "Beacon", "Slack "] {
            assert_eq!(Kind::parse(name), Kind::Unknown);
        }
    }

    #[test]
    fn a_url_keeps_its_host_and_any_other_secret_is_hidden_whole() {
        assert_eq!(
            Kind::Slack.redact("https://hooks.slack.com/services/secret-secret"),
            "https://hooks.slack.com/…cret"
        );
        assert_eq!(Kind::Unknown.redact("https://h.example/a-key"), "…");
    }

    #[test]
    fn the_writable_kinds() {
        let writable: Vec<_> = TABLE.iter().filter(|row| row.kind.is_writable()).map(|row| row.name).collect();
        assert_eq!(writable, ["Slack", "MsTeams", "Webhook"]);
        // So that one number says what may be done with a target, and whether its service has ended.
        assert!(TABLE.iter().all(|row| row.kind.is_writable() || row.kind.url_field().is_none()));
    }
}
