//! Every number that crosses between Rust and JavaScript. `wire.ts` is generated from this file.
#![allow(missing_docs, reason = "a group's comment says what its numbers are")]

/// Declares groups of numbers, each with its names in the order of their numbers, from 0.
macro_rules! numbers {
    ($($(#[doc = $about:literal])+ $group:ident { $($name:ident),+ $(,)? })+) => {
        $(
            $(#[doc = $about])+
            #[allow(non_snake_case)]
            pub mod $group {
                numbers!(@consts 0; $($name)+);
            }
        )+

        #[cfg(test)]
        const GROUPS: &[(&str, &[&str], &[&str])] =
            &[$((stringify!($group), &[$($about),+], &[$(stringify!($name)),+])),+];
    };
    (@consts $number:expr; $name:ident $($rest:ident)*) => {
        pub const $name: u32 = $number;
        numbers!(@consts $number + 1; $($rest)*);
    };
    (@consts $number:expr;) => {};
}

numbers! {
    /// What the driver does next with a call.
    Step { TOKEN, SEND, WAIT, DONE, FAILED }
    /// What happened to a call, other than a response.
    Event { TOKEN_READY, TOKEN_FAILED, FETCH_FAILED, TIMED_OUT, ABORTED, WAIT_ELAPSED }
    /// What the body of a response is: a text, a value parsed from JSON, or the error message of one that broke off.
    Body { TEXT, JSON, TRUNCATED }
    /// What a reported value belongs to. DETAILS is the first of the error's details; the others follow it.
    Place { STEP, HEADERS, ATTEMPT, ERROR, RATE_LIMIT, READ_ONLY_FIELDS, DETAILS }
    /// What a client may do with a target of a kind; from WRITABLE on also whether its service has ended, as far as its URL tells.
    TargetState { UNKNOWN, READ_ONLY, WRITABLE, RETIRED, MAYBE_MOVED }
    /// The types of a value.
    JsonType { ABSENT, NULL, TRUE, FALSE, NUMBER, STRING, ARRAY, OBJECT, FUNCTION, OTHER }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Operation;
    use std::fmt::Write;

    fn group(text: &mut String, name: &str, about: &[&str], names: &[String]) {
        let about: String = about.concat();
        writeln!(text, "\n/**{about} */\nexport enum {name} {{").unwrap();
        for (number, name) in names.iter().enumerate() {
            writeln!(text, "  {name} = {number},").unwrap();
        }
        text.push_str("}\n");
    }

    fn typescript() -> String {
        let mut text =
            "// The numbers that cross between Rust and JavaScript. Generated from wire.rs, do not edit.\n".to_owned();
        for (name, about, names) in GROUPS {
            group(&mut text, name, about, &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        }
        let operations = Operation::ALL.map(|operation| format!("{:?}", operation.name));
        group(&mut text, "Operation", &[" The operations, by their place in `Operation::ALL`."], &operations);
        text
    }

    #[test]
    fn wire_ts_has_the_same_numbers() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/js/wire.ts");
        let expected = typescript();
        if std::fs::read_to_string(file).ok().as_deref() != Some(&expected) {
            std::fs::write(file, expected).unwrap();
            panic!("src/js/wire.ts was out of date and has been written anew: build again");
        }
    }
}
