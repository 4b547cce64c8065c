// What a user's program does with the package, the same in every host: it gives back what it saw.

const credentials = { apiKey: "key", apiSecret: "secret" };
const target = { kind: "Webhook", url: "https://hooks.example/a-secret-of-many-letters" };

/**
 * The client against the sandbox: each operation, what the API refuses, what the client refuses, and what goes wrong.
 * `intercept`, if given, gets the sandbox's fetch to put it behind the host's own, which the client then uses.
 */
export async function useClient(client, { createSandbox }, intercept) {
  const { NotificationsClient, redactUrl } = client;
  const sandbox = createSandbox({ seed: [], credentials });
  const options = { credentials, dangerouslyAllowBrowser: true, ...(!intercept && { fetch: sandbox.fetch }) };
  await intercept?.(sandbox.fetch);
  const { integrations } = new NotificationsClient(options);
  const failure = failureOf(client);

  const { id } = await integrations.create({ display_name: "first", target });
  const renamed = await integrations.update(id, { display_name: "renamed" });
  await integrations.test(renamed);
  await integrations.create({ display_name: "second", target });
  const listed = [];
  for await (const { display_name } of integrations.list({ page_size: 1 })) listed.push(display_name);
  const read = await integrations.get(id);

  sandbox.fail({ status: 503, headers: { "retry-after": "0" } });
  const after503 = (await integrations.get(id)).display_name;
  sandbox.fail("stall");
  const stalled = await failure(integrations.get(id, { timeout: 50 }));
  sandbox.fail("truncate");
  const cut = await failure(integrations.get(id, { maxRetries: 0 }));

  await integrations.delete(id);
  return {
    read: { display_name: read.display_name, target: read.target },
    listed: listed.sort(),
    delivered: sandbox.deliveries.length,
    after503,
    stalled: stalled.code,
    cut: cut.code,
    gone: await failure(integrations.get(id)),
    refused: await failure(integrations.get("..")),
    wrong: (await failure(integrations.create({ target: { kind: "Slack" } }))).pointers,
    redacted: redactUrl(target.url),
    credentialsTaken: takesCredentials(client),
  };
}

/** What a caller can tell of a failure, once it is known to be one of this package's. */
function failureOf({ NotificationsError, isNotificationsError }) {
  return async (promise) => {
    const error = await promise.then(
      () => undefined,
      (reason) => reason,
    );
    if (!isNotificationsError(error) || !(error instanceof NotificationsError)) return { code: `not ours: ${error}` };
    const { code, status = null, errors } = error;
    return { code, status, pointers: errors.flatMap(({ pointer }) => pointer ?? []).sort() };
  };
}

/** Whether this host lets a program hold credentials without saying aloud that it means to. */
function takesCredentials({ NotificationsClient, isNotificationsError }) {
  try {
    new NotificationsClient({ credentials });
    return true;
  } catch (error) {
    return isNotificationsError(error) && error.code === "invalid_request" ? false : String(error);
  }
}

/** What the program has to see: in a browser, and everywhere else. */
export const expectedIn = ({ browser }) => ({
  read: { display_name: "renamed", target },
  listed: ["renamed", "second"],
  delivered: 1,
  after503: "renamed",
  stalled: "timeout",
  cut: "network",
  gone: { code: "not_found", status: 404, pointers: [] },
  refused: { code: "invalid_request", status: null, pointers: [] },
  wrong: ["/display_name", "/target/webhook_url"],
  redacted: "https://hooks.example/\u2026ters",
  credentialsTaken: !browser,
});
