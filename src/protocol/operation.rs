//! The six operations: one table with what each needs to know of itself. A new operation is a row here.

use crate::integration::Purpose;

/// An operation of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Operation {
    /// `POST …/integrations`
    Create,
    /// `GET …/integrations`
    List,
    /// `GET …/integrations/{id}`
    Get,
    /// `PATCH …/integrations/{id}`
    Update,
    /// `DELETE …/integrations/{id}`
    Delete,
    /// `POST …/integrations:test`
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
    /// The method as it stands in a request line.
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
    /// All of them.
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

    /// Whether an attempt that ended unclearly may be repeated. Not so for create and test, which might have happened.
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

    /// Whether its path ends with an id.
    pub fn has_id(self) -> bool {
        matches!(self, Operation::Get | Operation::Update | Operation::Delete)
    }
}
