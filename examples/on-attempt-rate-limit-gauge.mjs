// The API's rate-limit headers as Prometheus gauges. Uses the sandbox: `node examples/on-attempt-rate-limit-gauge.mjs`.
import { pathToFileURL } from "node:url";
import { NotificationsClient } from "confluent-notifications";
import { createSandbox } from "confluent-notifications/sandbox";
import prometheus from "prom-client";

/** For `onAttempt`. A response without the headers leaves the gauges unchanged: a missing value is not zero. */
export function rateLimitGauges(registry = prometheus.register) {
  const gauge = (name, help) => new prometheus.Gauge({ name: `confluent_notifications_${name}`, help, registers: [registry] });
  const limit = gauge("rate_limit", "Requests allowed per window.");
  const remaining = gauge("rate_limit_remaining", "Requests left in this window.");
  const reset = gauge("rate_limit_reset_seconds", "Seconds until the window ends.");
  return ({ rateLimit }) => {
    if (rateLimit?.limit !== undefined) limit.set(rateLimit.limit);
    if (rateLimit?.remaining !== undefined) remaining.set(rateLimit.remaining);
    if (rateLimit?.resetSeconds !== undefined) reset.set(rateLimit.resetSeconds);
  };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const sandbox = createSandbox({ rateLimit: { limit: 5, windowSeconds: 60 } });
  const client = new NotificationsClient({ fetch: sandbox.fetch, onAttempt: rateLimitGauges() });
  await client.integrations.list();
  await client.integrations.list();
  console.log(await prometheus.register.metrics());
}
