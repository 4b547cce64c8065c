//! The six operations: one table with what each needs to know of itself. A new operation is a row here.

use crate::integration::Purpose;

/// An operation of the API, by Confluent's documentation of Notifications v1, Integrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Operation {
    /// `POST …/integrations`: 201 with the integration and its `Location`.
    Create,
    /// `GET …/integrations`: 200 with one page.
    List,
    /// `GET …/integrations/{id}`: 200 with the integration. The documentation calls it read.
    Get,
    /// `PATCH …/integrations/{id}`: 200 with the integration.
    Update,
    /// `DELETE …/integrations/{id}`: 204.
    Delete,
    /// `POST …/integrations:test`: 204, where the test message was accepted, seen or not.
    Test,
}

/// An HTTP method that the API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

impl Method {
    /// The method as it stands in a request line, in capitals.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

struct Row {
    name: &'static str,
    method: Method,
    /// Whether doing it twice is the same as doing it once, so that an unclear end may be tried again.
    repeatable: bool,
    /// What its body is for, where it has one.
    purpose: Option<Purpose>,
    /// Whether a success carries an answer that is handed on.
    answers: bool,
}

const fn row(name: &'static str, method: Method, repeatable: bool, purpose: Option<Purpose>, answers: bool) -> Row {
    Row { name, method, repeatable, purpose, answers }
}

/// By the place of each in [`Operation::ALL`].
static TABLE: [Row; 6] = [
    row("create", Method::Post, false, Some(Purpose::Create), true),
    row("list", Method::Get, true, None, true),
    row("get", Method::Get, true, None, true),
    row("update", Method::Patch, true, Some(Purpose::Update), true),
    row("delete", Method::Delete, true, None, false),
    row("test", Method::Post, false, Some(Purpose::Test), false),
];

impl Operation {
    /// All of them, each once.
    pub const ALL: [Operation; 6] =
        [Operation::Create, Operation::List, Operation::Get, Operation::Update, Operation::Delete, Operation::Test];

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// Its name in the JavaScript surface, in errors and in events.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Its HTTP method.
    pub fn method(self) -> Method {
        self.row().method
    }

    /// Whether an attempt that ended unclearly (408, 5xx, no answer) may be repeated. Not so for create and test, which might
    /// have happened. By RFC 5789 a PATCH need not be idempotent; this one is, since it gives whole fields.
    pub fn is_repeatable(self) -> bool {
        self.row().repeatable
    }

    /// What its body is for; none where it has no body.
    pub fn purpose(self) -> Option<Purpose> {
        self.row().purpose
    }

    /// Whether a success carries an answer; delete and test answer 204.
    pub fn has_answer(self) -> bool {
        self.row().answers
    }

    /// Whether its path ends with an integration's id.
    pub fn has_id(self) -> bool {
        matches!(self, Operation::Get | Operation::Update | Operation::Delete)
    }
}
