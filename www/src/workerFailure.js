// Turns a failure of the Worker's own routes into an error like the client's, so that both are shown alike.
import { maskText } from "./mask.js";

const CODES = {
  400: "bad_request",
  401: "unauthorized",
  402: "quota_exceeded",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  422: "unprocessable",
  429: "rate_limited",
};

const MAY_BE_DONE = "The request may have been carried out: check before you try again.";

/** Of an answer that is not a success, in the words of the API or the Worker. That of a test also has the test's `result`. */
export async function refusal(response, path) {
  const body = await response.json().catch(() => null);
  const entries = Array.isArray(body?.errors) ? body.errors.filter((entry) => entry && typeof entry === "object") : [];
  const seconds = Number(response.headers.get("retry-after"));
  return failure(`The Worker answered ${response.status} to ${path}.`, {
    code: codeOf(response.status),
    status: response.status,
    requestId: response.headers.get("x-request-id") ?? undefined,
    retryAfterMs: seconds > 0 ? seconds * 1000 : undefined,
    errors: entries.map(readable),
    result: body?.result,
    persisted: body?.persisted,
  });
}

/** Of an answer that is not the Worker's own, such as a proxy's sign-in page. `writes`: as below. */
export function foreignAnswer(path, writes) {
  const words = `Not the Worker but something on the way to it has answered ${path}, such as a proxy that wants you to sign in. Reload the page.`;
  return failure(writes ? `${words} ${MAY_BE_DONE}` : words, { code: "invalid_response" });
}

/** Of a request that this page refuses to send. */
export const notSent = (words) => failure(words, { code: "invalid_request" });

/** Of a request that got no answer. `writes`: it may have changed something, or sent a message. */
export function noAnswer(thrown, writes) {
  const timedOut = thrown?.name === "TimeoutError";
  const words = timedOut
    ? "The Worker took too long to answer."
    : "Check your network connection, and whether the Worker is running.";
  return failure(writes ? `${words} ${MAY_BE_DONE}` : words, {
    code: timedOut ? "timeout" : "network",
  });
}

/** Of a failure that the Worker has stored: `code`, `status`, `detail` and `request_id`, as far as each is known. */
export function storedFailure({ code, status, detail, request_id: requestId }) {
  return failure("No reason was recorded.", {
    code,
    status,
    requestId,
    errors: detail ? [readable({ detail })] : [],
    stored: true,
  });
}

const failure = (message, fields) => Object.assign(new Error(message), { errors: [], ...fields });

const codeOf = (status) => CODES[status] ?? (status >= 500 && status <= 599 ? "server_error" : "unexpected_status");

/** The client redacts the URLs in such texts, and so does this. */
function readable({ status, code, title, detail, suggestion, source }) {
  const [said, inShort, advice] = [detail, title, suggestion].map((text) => text && maskText(text));
  return { status, code, title: inShort, detail: said, suggestion: advice, pointer: source?.pointer };
}
