/** What the package exports, whichever entry gives it. */
import { redact as reportRedacted, targetState } from "glue:client";
import { tokenAfter } from "./client.ts";
import { enter } from "./instance.ts";
import { takeReport } from "./report.ts";
import { Place, TargetState } from "./wire.ts";

export { NotificationsClient } from "./client.ts";
export { NotificationsError, isNotificationsError } from "./error.ts";

export const redactUrl = (url: unknown) => redact(url, true);

export const redactText = (text: unknown) => redact(text, false);

export const targetRetirement = (target: unknown) => retirements[state(target)];

export const nextPageToken = (page: unknown) => tokenAfter(page, []);

export const isKnownTarget = (target: unknown) => state(target) > TargetState.UNKNOWN;

export const isWritableTarget = (target: unknown) => state(target) >= TargetState.WRITABLE;

const retirements = { [TargetState.RETIRED]: "retired", [TargetState.MAYBE_MOVED]: "maybe_moved" } as Record<number, string>;

/** Targets are as the API sent them: a kind may be anything. */
const state = (target: unknown) =>
  typeof (target as { kind?: unknown } | null | undefined)?.kind === "string"
    ? enter(() => targetState(target))
    : TargetState.UNKNOWN;

function redact(text: unknown, isUrl: boolean): unknown {
  enter(() => reportRedacted(typeof text === "string" ? text : "", isUrl));
  return takeReport()[Place.STEP]?.result;
}
