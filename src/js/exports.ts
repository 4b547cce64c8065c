/** What the package exports, whichever entry gives it. */
import {
  kindAccess,
  redactText as reportRedactedText,
  redactUrl as reportRedactedUrl,
  targetRetirement as retirementOf,
} from "glue:client";
import { tokenAfter } from "./client.ts";
import { enter } from "./instance.ts";
import { takeReport } from "./report.ts";
import { KindAccess, Place, TargetRetirement } from "./wire.ts";

export { NotificationsClient } from "./client.ts";
export { NotificationsError, isNotificationsError } from "./error.ts";

export const redactUrl = (url: unknown) => result(() => reportRedactedUrl(textOf(url)));

export const redactText = (text: unknown) => result(() => reportRedactedText(textOf(text)));

export const targetRetirement = (target: unknown) => retirements[enter(() => retirementOf(target))];

export const nextPageToken = (page: unknown) => tokenAfter(page, []);

export const isKnownTarget = (target: unknown) => accessTo(target) > KindAccess.UNKNOWN;

export const isWritableTarget = (target: unknown) => accessTo(target) === KindAccess.WRITABLE;

const retirements = {
  [TargetRetirement.NONE]: undefined,
  [TargetRetirement.RETIRED]: "retired",
  [TargetRetirement.MAYBE_MOVED]: "maybe_moved",
};

/** What Rust reports as the result of one function. */
function result(run: () => void): unknown {
  enter(run);
  return takeReport()[Place.STEP]?.result;
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "");

/** Targets are as the API sent them: a kind may be anything. */
function accessTo(target: unknown): KindAccess {
  const kind = (target as { kind?: unknown } | null | undefined)?.kind;
  return typeof kind === "string" ? enter(() => kindAccess(kind)) : KindAccess.UNKNOWN;
}
