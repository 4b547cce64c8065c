//! The path prefix that this Worker is mounted under inside a larger one.

use super::response::ApiResponse;
use super::routes::not_found;

/// Checks the prefix. The error is for the programmer who calls `createWorker`.
pub fn check_prefix(prefix: &str) -> Result<(), String> {
    let is_segment = |segment: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_~.".contains(&byte);
        !segment.is_empty() && segment.bytes().all(plain) && !segment.bytes().all(|byte| byte == b'.')
    };
    match prefix.strip_prefix('/') {
        _ if prefix.is_empty() => Ok(()),
        Some(rest) if rest.split('/').all(is_segment) => Ok(()),
        _ => {
            Err("createWorker: prefix must be a path such as \"/notifications-admin\", without a slash at its end, of \
                  letters, digits and - _ ~ ."
                .to_owned())
        }
    }
}

/// Returns the part of a path after the prefix, or `None` if it is not under the prefix.
pub fn strip<'a>(prefix: &str, path: &'a str) -> Option<&'a str> {
    path.strip_prefix(prefix).filter(|rest| rest.starts_with('/') || (rest.is_empty() && !prefix.is_empty()))
}

/// Returns the response for a path that is not under the prefix: mostly, whatever mounts this Worker has stripped it.
pub fn not_under(prefix: &str) -> ApiResponse {
    if prefix.is_empty() {
        return not_found();
    }
    let detail = format!(
        "This Worker is mounted under {prefix}, and this path is not. Forward the request with its path as it came: in Hono \
         app.all(\"{prefix}/*\"), since app.mount strips the prefix."
    );
    ApiResponse::error(404, "not_found", &detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_outside_of_the_prefix_is_answered_with_how_to_mount() {
        let text = |prefix| not_under(prefix).body.unwrap();
        assert!(text("/admin").contains(r#"app.all(\"/admin/*\")"#), "{}", text("/admin"));
        assert_eq!(not_under(""), not_found());
        assert_eq!(not_under("/admin").status, 404);
    }

    #[test]
    fn only_a_plain_path_is_a_prefix() {
        for good in ["", "/admin", "/a/b-c_d~e.f", "/notifications-admin"] {
            assert_eq!(check_prefix(good), Ok(()), "{good}");
        }
        for bad in ["admin", "/", "/admin/", "//a", "/a//b", "/a?b", "/a#b", "/a%2fb", "/..", "/a/./b", "/é", " /a"] {
            assert!(check_prefix(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_whole_segments_of_the_prefix_are_stripped() {
        for (prefix, path, rest) in [
            ("", "/x", Some("/x")),
            ("/a", "/a", Some("")),
            ("/a", "/a/", Some("/")),
            ("/a", "/a/x", Some("/x")),
            ("/a", "/ab", None),
            ("/a", "/", None),
            ("/a", "/x/a/x", None),
        ] {
            assert_eq!(strip(prefix, path), rest, "{prefix} {path}");
        }
    }
}
