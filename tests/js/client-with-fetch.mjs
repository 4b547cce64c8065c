/** A client with a fetch of the test's own, which gives answers in turn and keeps what it was given. */
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { NotificationsClient, isNotificationsError } from "confluent-notifications";

export const slackUrl = "https://hooks.slack.com/services/T000/B000/secret-secret-a1b2";
export const integration = {
  api_version: "notifications/v1",
  kind: "Integration",
  id: "n-1",
  metadata: { self: "https://api.confluent.cloud/notifications/v1/integrations/n-1", region: "eu" },
  display_name: "on call",
  target: { kind: "Slack", webhook_url: slackUrl, thread: 7 },
  muted: false,
};

/** A client whose fetch gives the answers in turn and keeps what it was given. */
export function clientWith(answers, options = {}) {
  const sent = [];
  const fetch = async (url, init) => {
    sent.push({ url, ...init });
    const answer = answers.shift();
    if (typeof answer === "function") return answer(url, init);
    const [status, body, headers] = answer;
    return new Response(body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body), { status, headers });
  };
  const client = new NotificationsClient({ fetch, maxRetries: 0, ...options });
  return { client, integrations: client.integrations, sent };
}

export const refused =
  (code, more = {}) =>
  (error) => {
    assert.ok(isNotificationsError(error), inspect(error));
    assert.equal(error.code, code);
    for (const [name, value] of Object.entries(more)) assert.deepEqual(error[name], value, name);
    return true;
  };
