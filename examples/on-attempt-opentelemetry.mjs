// An OpenTelemetry span per attempt, retries included. Uses the sandbox: `node examples/on-attempt-opentelemetry.mjs`.
import { pathToFileURL } from "node:url";
import { SpanKind, SpanStatusCode, context, trace } from "@opentelemetry/api";
import { NotificationsClient } from "confluent-notifications";
import { createSandbox } from "confluent-notifications/sandbox";

/** For `onAttempt`. An attempt is reported when it ends, so its span is given an earlier start time. */
export function spanPerAttempt(tracer = trace.getTracer("confluent-notifications")) {
  return (attempt) => {
    const end = Date.now();
    const attributes = {
      "confluent.operation": attempt.operation,
      "http.request.method": attempt.method,
      "url.path": attempt.path,
      "http.request.resend_count": attempt.attempt - 1,
      "http.response.status_code": attempt.status,
      "confluent.request_id": attempt.requestId,
      "confluent.retry_in_ms": attempt.retryInMs,
      "error.type": attempt.error,
    };
    const options = { kind: SpanKind.CLIENT, startTime: end - attempt.durationMs, attributes };
    // The parent is the span in which the call was made, if there is one.
    const span = tracer.startSpan(`notifications ${attempt.operation}`, options, context.active());
    if (attempt.error) span.setStatus({ code: SpanStatusCode.ERROR, message: attempt.error });
    span.end(end);
  };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const sandbox = createSandbox();
  // Without an OpenTelemetry SDK, spans go nowhere, so this prints them. In your program: `onAttempt: spanPerAttempt()`.
  const printing = { startSpan: (name, { attributes }) => ({ setStatus() {}, end: () => console.log(name, attributes) }) };
  const client = new NotificationsClient({ fetch: sandbox.fetch, onAttempt: spanPerAttempt(printing) });
  sandbox.fail({ status: 503 });
  const { data } = await client.integrations.list();
  console.log(`${data.length} integrations`);
}
