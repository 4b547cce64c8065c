/** The one error class. Absent fields are absent, never null or undefined. */
import { DETAILS, ERROR, RATE_LIMIT } from "./told.js";

/** Shared by the ESM and the CommonJS build and by realms, where `instanceof` is not. */
const BRAND = Symbol.for("confluent-notifications.error");

export class NotificationsError extends Error {
  constructor({ message, ...fields }) {
    super(message);
    Object.assign(this, fields);
  }

  get name() {
    return "NotificationsError";
  }

  get [BRAND]() {
    return true;
  }

  toJSON() {
    const { name, message } = this;
    return { name, message, ...this };
  }
}

export function isNotificationsError(value) {
  return typeof value === "object" && value !== null && value[BRAND] === true;
}

/** The error that Rust told. A cause is a property descriptor. */
export function toldError(told, cause) {
  const fields = { ...told[ERROR], errors: told.slice(DETAILS) };
  if (told[RATE_LIMIT]) fields.rateLimit = told[RATE_LIMIT];
  const error = new NotificationsError(fields);
  if (cause) Object.defineProperty(error, "cause", cause);
  return error;
}

/** An error that Rust did not make. */
export function ownError(code, message) {
  return new NotificationsError({ code, message, errors: [], attempts: 0 });
}

export function lost(why) {
  return ownError("internal", `a bug in this library (${why}): the call may have taken effect, the next one works`);
}
