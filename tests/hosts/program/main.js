// What a user's program does with the package, the same in every host: it gives back what it saw.

/** The client against the sandbox, through every operation and two refusals. */
export async function useClient({ NotificationsClient, isNotificationsError, redactUrl }, { createSandbox }) {
  const credentials = { apiKey: "key", apiSecret: "secret" };
  const sandbox = createSandbox({ seed: [], credentials });
  const options = { credentials, fetch: sandbox.fetch, dangerouslyAllowBrowser: true, maxRetries: 0 };
  const { integrations } = new NotificationsClient(options);
  const target = { kind: "Webhook", url: "https://hooks.example/a-secret-of-many-letters" };
  const { id } = await integrations.create({ display_name: "first", target });
  const renamed = await integrations.update(id, { display_name: "renamed" });
  await integrations.test(renamed);
  const listed = [];
  for await (const { display_name } of integrations.list()) listed.push(display_name);
  const read = await integrations.get(id);
  await integrations.delete(id);
  const gone = await integrations.get(id).catch((error) => error);
  const refused = await integrations.get("..").catch((error) => error);
  return {
    read: { display_name: read.display_name, target: read.target },
    listed,
    delivered: sandbox.deliveries.length,
    gone: isNotificationsError(gone) && gone.code,
    refused: isNotificationsError(refused) && refused.code,
    redacted: redactUrl(target.url),
  };
}

export const expected = {
  read: {
    display_name: "renamed",
    target: { kind: "Webhook", url: "https://hooks.example/a-secret-of-many-letters" },
  },
  listed: ["renamed"],
  delivered: 1,
  gone: "not_found",
  refused: "invalid_request",
  redacted: "https://hooks.example/…ters",
};
