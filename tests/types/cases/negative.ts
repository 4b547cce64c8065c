// What is wrong must not compile: each line under a @ts-expect-error is an error, or tsc fails.
import {
  type Integration,
  type IntegrationList,
  type NewIntegration,
  NotificationsClient,
  NotificationsError,
  type Operation,
  type Target,
  type WritableTarget,
  isKnownTarget,
  nextPageToken,
} from "confluent-notifications";

const { integrations } = new NotificationsClient();

// @ts-expect-error half of a key
new NotificationsClient({ credentials: { apiKey: "key" } });
// @ts-expect-error no such option
new NotificationsClient({ retries: 3 });
// @ts-expect-error milliseconds are a number
new NotificationsClient({ timeout: "30s" });
// @ts-expect-error a fetch answers with a Response
new NotificationsClient({ fetch: async () => "answer" });

// @ts-expect-error an e-mail to a role cannot be created
void integrations.create({ display_name: "x", target: { kind: "RoleEmail", role_name: "OrganizationAdmin" } });
// @ts-expect-error Slack's URL is called webhook_url
void integrations.create({ display_name: "x", target: { kind: "Slack", url: "https://example.com" } });
// @ts-expect-error a name is needed
void integrations.create({ target: { kind: "Webhook", url: "https://example.com" } });
// @ts-expect-error the field is display_name
void integrations.update("n-1", { displayName: "x" });
// @ts-expect-error null is no way to clear a field
void integrations.update("n-1", { description: null });
// @ts-expect-error ids are strings
void integrations.get(17);
// @ts-expect-error a page size is a number
void integrations.list({ page_size: "100" });
// @ts-expect-error delete gives nothing
export const gone: Integration = await integrations.delete("n-1");
// @ts-expect-error an integration is read-only
(await integrations.get("n-1")).display_name = "x";
// @ts-expect-error pages are read-only
(await integrations.list()).data.push();
// @ts-expect-error a list is iterated asynchronously
for (const each of integrations.list()) console.log(each);

export function openTargets(target: Target): string {
  // @ts-expect-error not before its kind is known
  target.webhook_url.trim();
  if (target.kind === "Slack") {
    // @ts-expect-error Slack has no url
    target.url.trim();
  }
  // @ts-expect-error without isKnownTarget, a target may be of a kind that is not known
  if (target.kind !== "Slack" && target.kind !== "MsTeams" && target.kind !== "Webhook" && target.kind !== "RoleEmail" && target.kind !== "UserEmail" && target.kind !== "InApp") const none: never = target;
  if (isKnownTarget(target)) {
    // @ts-expect-error known targets have known fields alone
    return target.anything;
  }
  // @ts-expect-error fields of unknown targets are unknown
  return target["anything"];
}

// @ts-expect-error an operation is named with its family
export const operation: Operation = "create";
// @ts-expect-error a list that was not awaited is no page
nextPageToken(integrations.list());

export function codes(error: NotificationsError): boolean {
  // @ts-expect-error no such code
  return error.code === "teapot";
}

/** What only the API writes is refused in a body, by way of a variable too. */
export function readOnlyFields(saved: Integration, target: WritableTarget): void {
  // @ts-expect-error an id is the API's to give
  void integrations.create({ display_name: "x", target, id: "n-1" });
  const withId = { display_name: "x", target, id: "n-1" };
  // @ts-expect-error nor when it comes in a variable
  void integrations.create(withId);
  // @ts-expect-error nor in one that declares its type
  const declared: NewIntegration = withId;
  void integrations.create(declared);
  // @ts-expect-error a saved integration is no body of create
  void integrations.create(saved);
  // @ts-expect-error nor a copy with another target
  void integrations.create({ ...saved, target });
  // @ts-expect-error nor its metadata
  void integrations.create({ display_name: "x", target, metadata: saved.metadata });
  // @ts-expect-error a target is read-only
  saved.target = target;
  // @ts-expect-error so is metadata, inside too
  if (saved.metadata) saved.metadata.self = "x";
  // @ts-expect-error which a saved integration need not have
  saved.metadata.self.trim();
  // @ts-expect-error with exactOptionalPropertyTypes, undefined is not the same as absent
  void integrations.update("n-1", { description: undefined });
}

export async function indexed(list: IntegrationList): Promise<string> {
  const { data } = await list;
  // @ts-expect-error with noUncheckedIndexedAccess, there may be no first one
  data[0].id.trim();
  const after = await list[Symbol.asyncIterator]().next();
  // @ts-expect-error behind the last element there is no `any`
  if (after.done) return after.value;
  return after.done ? "" : after.value.id;
}
