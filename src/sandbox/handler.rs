//! Routes a request to an operation by the protocol's table, and to the function that performs it.

use super::api_error::ApiError;
use super::context::{Context, Success};
use super::encoding::percent_decode;
use super::exchange::SandboxRequest;
use super::integrations;
use crate::integration::{Problem, ProblemLocation, check_id};
use crate::protocol::{Method, Operation, integrations as operations, normalized_path};

/// Performs an operation. The id is decoded and checked; it is empty if the operation's path has none.
type Perform = fn(&mut Context<'_>, &SandboxRequest<'_>, &str) -> Result<Success, ApiError>;

/// The function that performs each operation. A new operation is a row here.
static HANDLERS: [(&Operation, Perform); 6] = [
    (&operations::CREATE, integrations::create),
    (&operations::LIST, integrations::list),
    (&operations::GET, integrations::get),
    (&operations::UPDATE, integrations::update),
    (&operations::DELETE, integrations::delete),
    (&operations::TEST, integrations::test),
];

/// Performs the operation that a request asks for.
///
/// # Errors
/// 404 if no operation has the path, 400 if its id is invalid, 405 if no operation with the path has the method, and else the
/// operation's own errors.
pub(super) fn handle(context: &mut Context<'_>, request: &SandboxRequest<'_>) -> Result<Success, ApiError> {
    let path = normalized_path(request.path);
    let matching: Vec<_> = HANDLERS
        .iter()
        .filter_map(|(operation, perform)| Some((operation.method, perform, operation.match_path(&path)?)))
        .collect();
    let with_method = matching.iter().find(|(method, _, _)| method.as_str() == request.method);
    // The id is that of the operation called: of two whose paths match, each may find another.
    let Some((_, _, id)) = with_method.or(matching.first()) else {
        return Err(ApiError::unknown_path(request.path));
    };
    let id = read_id(id)?;
    match with_method {
        Some((_, perform, _)) => perform(context, request, &id),
        None => {
            let allowed = [Method::Get, Method::Post, Method::Patch, Method::Delete]
                .into_iter()
                .filter(|allowed| matching.iter().any(|(method, _, _)| method == allowed))
                .map(Method::as_str);
            Err(ApiError::gateway(405, "This path does not take this method.")
                .with_header("Allow", allowed.collect::<Vec<_>>().join(", ")))
        }
    }
}

/// Decodes and checks the segment of an id. An empty one is that of a path without id.
fn read_id(segment: &str) -> Result<String, ApiError> {
    let invalid = |problem| ApiError::problems(400, vec![problem]);
    let Some(id) = percent_decode(segment) else {
        let detail = "is not UTF-8".to_owned();
        return Err(invalid(Problem { location: ProblemLocation::Parameter("id"), detail }));
    };
    match check_id(&id).filter(|_| !segment.is_empty()) {
        Some(problem) => Err(invalid(problem)),
        None => Ok(id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_one_handler() {
        for operation in Operation::ALL {
            assert_eq!(HANDLERS.iter().filter(|(known, _)| *known == operation).count(), 1, "{operation:?}");
        }
        assert_eq!(HANDLERS.len(), Operation::ALL.len());
    }
}
