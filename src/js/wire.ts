// The numbers that cross between Rust and JavaScript. Generated from wire.rs, do not edit.

/** What the driver does next with a call. */
export enum Step {
  TOKEN = 0,
  SEND = 1,
  WAIT = 2,
  DONE = 3,
  FAILED = 4,
}

/** What happened to a call, other than a response. */
export enum Event {
  TOKEN_READY = 0,
  TOKEN_FAILED = 1,
  FETCH_FAILED = 2,
  TIMED_OUT = 3,
  ABORTED = 4,
  WAIT_ELAPSED = 5,
}

/** What the body of a response is: a text, a value parsed from JSON, or the error message of one that broke off. */
export enum Body {
  TEXT = 0,
  JSON = 1,
  TRUNCATED = 2,
}

/** What a reported value belongs to. DETAILS is the first of the error's details; the others follow it. */
export enum Place {
  STEP = 0,
  HEADERS = 1,
  ATTEMPT = 2,
  ERROR = 3,
  RATE_LIMIT = 4,
  READ_ONLY_FIELDS = 5,
  DETAILS = 6,
}

/** What a client may do with a target of a kind; from WRITABLE on also whether its service has ended, as far as its URL tells. */
export enum TargetState {
  UNKNOWN = 0,
  READ_ONLY = 1,
  WRITABLE = 2,
  RETIRED = 3,
  MAYBE_MOVED = 4,
}

/** The types of a value. */
export enum JsonType {
  ABSENT = 0,
  NULL = 1,
  TRUE = 2,
  FALSE = 3,
  NUMBER = 4,
  STRING = 5,
  ARRAY = 6,
  OBJECT = 7,
  FUNCTION = 8,
  OTHER = 9,
}

/** The operations, by their place in `Operation::ALL`. */
export enum Operation {
  "integrations.list" = 0,
  "integrations.create" = 1,
  "integrations.get" = 2,
  "integrations.update" = 3,
  "integrations.delete" = 4,
  "integrations.test" = 5,
}
