//! All operations of the API: the rows of every resource.

use super::{Operation, integrations};

impl Operation {
    /// All operations, each once.
    pub const ALL: [&'static Operation; 6] = [
        &integrations::LIST,
        &integrations::CREATE,
        &integrations::GET,
        &integrations::UPDATE,
        &integrations::DELETE,
        &integrations::TEST,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Method;

    #[test]
    fn each_name_and_each_method_with_its_path_is_unique() {
        for (index, one) in Operation::ALL.iter().enumerate() {
            for other in &Operation::ALL[..index] {
                assert_ne!(one, other);
                assert_ne!((one.method, one.path), (other.method, other.path));
            }
        }
    }

    #[test]
    fn an_operation_is_repeatable_unless_it_is_a_post() {
        for operation in Operation::ALL {
            assert_eq!(operation.repeatable, operation.method != Method::Post, "{operation:?}");
        }
    }

    #[test]
    fn a_path_matches_its_own_operations_only() {
        let names = |path| -> Vec<_> {
            Operation::ALL.into_iter().filter(|one| one.match_path(path).is_some()).map(|one| one.name).collect()
        };
        assert_eq!(names("/notifications/v1/integrations"), ["integrations.list", "integrations.create"]);
        assert_eq!(names("/notifications/v1/integrations:test"), ["integrations.test"]);
        let one = ["integrations.get", "integrations.update", "integrations.delete"];
        assert_eq!(names("/notifications/v1/integrations/int-1"), one);
        for path in ["", "/", "/notifications/v1/integrations/", "/notifications/v1/integrations/a/b", "/x"] {
            assert!(names(path).is_empty(), "{path}");
        }
    }
}
