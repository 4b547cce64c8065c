/** The one error class, and the plain objects in it. Absent fields are absent, never null or undefined. */

/** Shared by the ESM and the CommonJS build and by realms, where `instanceof` is not. */
const BRAND = Symbol.for("confluent-notifications.error");

export class NotificationsError extends Error {
  constructor(message, fields) {
    super(message);
    Object.assign(this, fields);
  }

  toJSON() {
    const { name, message } = this;
    return { name, message, ...this };
  }
}
Object.defineProperties(NotificationsError.prototype, {
  name: { value: "NotificationsError", configurable: true, writable: true },
  [BRAND]: { value: true },
});

export function isNotificationsError(value) {
  return typeof value === "object" && value !== null && value[BRAND] === true;
}

function present(fields) {
  for (const name of Object.keys(fields)) if (fields[name] === undefined) delete fields[name];
  return fields;
}

export function newError(
  code, message, operation, status, requestId, location, retryAfterMs, rateLimit, attempts, body,
) {
  const fields = { code, operation, status, requestId, errors: [], location, retryAfterMs, rateLimit, attempts, body };
  return new NotificationsError(message, present(fields));
}

export function addDetail(error, id, status, code, title, detail, pointer, parameter, suggestion) {
  error.errors.push(present({ id, status, code, title, detail, pointer, parameter, suggestion }));
}

export function newRateLimit(limit, remaining, resetSeconds) {
  return present({ limit, remaining, resetSeconds });
}

export function newAttempt(operation, method, path, attempt, status, requestId, rateLimit, error, retryInMs) {
  return present({
    operation, method, path, attempt, durationMs: 0, status, requestId, rateLimit, error, retryInMs,
  });
}
