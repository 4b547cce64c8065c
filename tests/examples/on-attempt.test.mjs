// The examples of onAttempt: as programs, and with the libraries that they are written for.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { NotificationsClient } from "confluent-notifications";
import { createSandbox } from "confluent-notifications/sandbox";
import { spanPerAttempt } from "../../examples/on-attempt-opentelemetry.mjs";
import { rateLimitGauges } from "../../examples/on-attempt-rate-limit-gauge.mjs";
import { attempt } from "../../scripts/steps/run.mjs";
import { inRoot } from "../../scripts/steps/step.mjs";

// What the examples import is installed in their folder alone.
const require = createRequire(inRoot("examples/package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);

describe("an OpenTelemetry span per attempt", () => {
  it("has its duration and outcome, and no secret", async () => {
    const { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = await load("@opentelemetry/sdk-trace-base");
    const exporter = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    const sandbox = createSandbox();
    const onAttempt = spanPerAttempt(provider.getTracer("test"));
    const { integrations } = new NotificationsClient({ fetch: sandbox.fetch, onAttempt });
    const before = Date.now();
    sandbox.fail({ status: 503 });
    await integrations.list();
    const webhook_url = "https://hooks.slack.com/services/T000/B000/secretsecret";
    await integrations.test({ display_name: "on call", target: { kind: "Slack", webhook_url } });

    const spans = exporter.getFinishedSpans();
    const recorded = spans.map(({ name, attributes, status }) => [
      ...[name, attributes["http.response.status_code"], attributes["http.request.resend_count"]],
      ...[attributes["error.type"], status.code],
    ]);
    assert.deepEqual(recorded, [
      ["notifications integrations.list", 503, 0, "server_error", 2],
      ["notifications integrations.list", 200, 1, undefined, 0],
      ["notifications integrations.test", 204, 0, undefined, 0],
    ]);
    assert.ok(spans[0].attributes["confluent.retry_in_ms"] >= 0);
    for (const { startTime, endTime } of spans) {
      assert.ok(milliseconds(startTime) <= milliseconds(endTime) && milliseconds(startTime) >= before - 1_000);
    }
    assert.doesNotMatch(JSON.stringify(spans.map(({ attributes }) => attributes)), /secretsecret/);
  });

  it("runs as a program", async () => {
    const output = await runExample("on-attempt-opentelemetry.mjs");
    assert.match(
      output,
      /notifications integrations.list[\s\S]*503[\s\S]*notifications integrations.list[\s\S]*200[\s\S]*\d+ integrations/,
    );
  });
});

describe("a gauge of the rate limit", () => {
  it("follows the API's headers, and keeps its value without them", async () => {
    const { default: prometheus } = await load("prom-client");
    const registry = new prometheus.Registry();
    const sandbox = createSandbox({ rateLimit: { limit: 5, windowSeconds: 60 } });
    const onAttempt = rateLimitGauges(registry);
    const { integrations } = new NotificationsClient({ fetch: sandbox.fetch, onAttempt, maxRetries: 0 });
    const remaining = async () =>
      (await registry.getSingleMetric("confluent_notifications_rate_limit_remaining").get()).values[0].value;
    await integrations.list();
    assert.equal(await remaining(), 4);
    await integrations.list();
    assert.equal(await remaining(), 3);
    sandbox.fail("network");
    await assert.rejects(async () => integrations.list(), { code: "network" });
    assert.equal(await remaining(), 3);
    assert.match(await registry.metrics(), /^confluent_notifications_rate_limit 5$/m);
  });

  it("runs as a program", async () => {
    assert.match(await runExample("on-attempt-rate-limit-gauge.mjs"), /^confluent_notifications_rate_limit_remaining 3$/m);
  });
});

const milliseconds = ([seconds, nanoseconds]) => seconds * 1_000 + nanoseconds / 1e6;

async function runExample(name) {
  const { code, output } = await attempt(process.execPath, [inRoot("examples", name)]);
  assert.equal(code, 0, output);
  return output;
}
