/** The one error class. Absent fields are absent, never null or undefined. */
import type { Report } from "./report.ts";
import { Place } from "./wire.ts";

/** Shared by the ESM and the CommonJS build and by realms, where `instanceof` is not. */
const BRAND = Symbol.for("confluent-notifications.error");

/** What an error holds besides its message; the declarations say what each field means. */
type Fields = { message: string; [name: string]: unknown };

export class NotificationsError extends Error {
  constructor({ message, ...fields }: Fields) {
    super(message);
    Object.assign(this, fields);
  }

  override get name(): string {
    return "NotificationsError";
  }

  get [BRAND](): true {
    return true;
  }

  toJSON(): object {
    const { name, message } = this;
    return Object.assign({ name, message }, this);
  }
}

export function isNotificationsError(value: unknown): value is NotificationsError {
  return typeof value === "object" && value !== null && (value as NotificationsError)[BRAND] === true;
}

/** The error that Rust reported. A cause is a property descriptor. */
export function errorFromReport(report: Report, cause?: PropertyDescriptor): NotificationsError {
  const fields = { ...report[Place.ERROR], errors: report.slice(Place.DETAILS) } as unknown as Fields;
  if (report[Place.RATE_LIMIT]) fields.rateLimit = report[Place.RATE_LIMIT];
  const error = new NotificationsError(fields);
  return cause ? withCause(error, cause) : error;
}

/** Not enumerable, as every error's cause. */
export function withCause(error: NotificationsError, cause: PropertyDescriptor): NotificationsError {
  return Object.defineProperty(error, "cause", { configurable: true, writable: true, ...cause });
}

/** An error that Rust did not make. */
export function ownError(code: string, message: string): NotificationsError {
  return new NotificationsError({ code, message, errors: [], attempts: 0 });
}

export function instanceLost(why: string): NotificationsError {
  return ownError("internal", `a bug in this library (${why}): the call may have taken effect, the next one works`);
}

/** What some code threw, in a few words: anything can be thrown. */
export function describeError(thrown: unknown): string {
  try {
    if (typeof thrown !== "object" || thrown === null) return String(thrown);
    const { name, message, cause } = thrown as {
      name?: unknown;
      message?: unknown;
      cause?: { code?: unknown; message?: unknown };
    };
    // Node puts the useful reason (ECONNREFUSED, …) into the cause.
    const code = cause?.code ?? cause?.message;
    return [name, message, code].filter((part) => part && typeof part === "string").join(": ");
  } catch {
    return "an error that cannot be read";
  }
}
