// What users write must compile: every operation, the options, narrowing, errors.
import {
  type Attempt,
  type ClientOptions,
  type Integration,
  type KnownTarget,
  NotificationsClient,
  NotificationsError,
  type Operation,
  type Target,
  isKnownTarget,
  isNotificationsError,
  isWritableTarget,
  nextPageToken,
  redactText,
  redactUrl,
  targetRetirement,
} from "confluent-notifications";

const attempts: Attempt[] = [];
export const options: ClientOptions = {
  credentials: { token: async () => "token" },
  baseUrl: new URL("https://proxy.example/confluent"),
  fetch: (url, init) => fetch(url, init),
  timeout: 10_000,
  maxRetries: 0,
  headers: { "x-team": "on-call" },
  dangerouslyAllowBrowser: true,
  onAttempt: (attempt) => attempts.push(attempt),
};

export async function everyOperation(signal: AbortSignal): Promise<string[]> {
  const client = new NotificationsClient({ credentials: { apiKey: "key", apiSecret: "secret" } });
  const { integrations } = client;
  const created: Integration = await integrations.create({
    display_name: "on call",
    target: { kind: "Slack", webhook_url: "https://hooks.slack.com/services/T/B/x" },
  });
  const read = await integrations.get(created.id, { signal, timeout: 5_000, maxRetries: 1, headers: {} });
  const renamed = await integrations.update(read.id, { display_name: "on call, day" });
  await integrations.update(read.id, { target: { kind: "Webhook", url: "https://example.com/hook" } });
  await integrations.test(renamed);
  await integrations.test({ display_name: "unsaved", target: { kind: "MsTeams", webhook_url: "https://example.com" } });
  const names: string[] = [];
  for await (const { display_name } of integrations.list({ page_size: 100, resource_type: "cluster" })) {
    names.push(display_name);
  }
  for await (const page of integrations.list().pages()) names.push(...page.data.map(({ id }) => id));
  const first = await integrations.list();
  const next: string | null | undefined = first.metadata.next;
  const nothing: void = await integrations.delete(read.id);
  client[Symbol.dispose]();
  return [...names, String(next), String(nothing)];
}

/** A switch over known targets is exhaustive and knows each one's fields. */
export function describe(target: Target): string {
  if (!isKnownTarget(target)) {
    const anything: unknown = target["whatever"];
    return String(anything);
  }
  return describeKnown(target);
}

function describeKnown(target: KnownTarget): string {
  switch (target.kind) {
    case "Slack":
    case "MsTeams":
      return redactUrl(target.webhook_url);
    case "Webhook":
      return redactUrl(target.url);
    case "RoleEmail":
      return target.role_name;
    case "UserEmail":
      return typeof target.user === "string" ? target.user : target.user.id;
    case "InApp":
      return target.user.resource_name ?? target.user.id;
    default: {
      const none: never = target;
      return none;
    }
  }
}

/** Without asking first, known kinds still narrow exactly in the open union. */
export function urlOf(target: Target): string | undefined {
  if (target.kind === "Webhook") return target.url;
  return undefined;
}

/** What was read may be written back, unknown kinds included. */
export async function writeBack({ integrations }: NotificationsClient, { id, target }: Integration): Promise<void> {
  if (isWritableTarget(target) || !isKnownTarget(target)) await integrations.update(id, { target });
}

/** A kind newer than this release: its fields are there to be looked at, and it goes back as it is. */
export async function unknownKind({ integrations }: NotificationsClient, { id, target }: Integration): Promise<string> {
  if (isKnownTarget(target)) return target.kind;
  const kind: string = `${target.kind}`;
  const key: unknown = target["routing_key"];
  const { target: written } = await integrations.update(id, { target });
  return `${kind} ${typeof key === "string" ? key : ""} ${isKnownTarget(written)}`;
}

/** A copy names what it copies; a saved integration is tested as it is. */
export async function copy({ integrations }: NotificationsClient, saved: Integration): Promise<void> {
  const { display_name, description, target } = saved;
  if (!isWritableTarget(target)) return;
  await integrations.create({ display_name, target, ...(description === undefined ? {} : { description }) });
  await integrations.test(saved);
}

export function tell(thrown: unknown): string {
  if (!isNotificationsError(thrown)) return "not ours";
  const error: NotificationsError & Error = thrown;
  switch (error.code) {
    case "rate_limited":
      return `${error.retryAfterMs ?? 0} ${error.rateLimit?.remaining ?? 0}`;
    case "unprocessable":
      return error.errors.map(({ pointer, detail }) => `${pointer ?? ""} ${detail ?? ""}`).join();
    default:
      return `${error.status ?? ""} ${error.requestId ?? ""} ${JSON.stringify(error.toJSON())}`;
  }
}

/** An operation is named by family and verb. */
export const operations: Operation[] = ["integrations.create", "integrations.list", "integrations.test"];

/** Pages may be asked for one by one, by the token of the page before. */
export async function secondPage({ integrations }: NotificationsClient): Promise<readonly Integration[]> {
  const token: string | undefined = nextPageToken(await integrations.list({ page_size: 10 }));
  return token === undefined ? [] : (await integrations.list({ page_token: token })).data;
}

/** What a dashboard shows of a target. */
export function badge({ target, description }: Integration): string {
  const retirement: "retired" | "maybe_moved" | undefined = targetRetirement(target);
  return `${retirement ?? ""} ${redactText(description ?? "")}`;
}
