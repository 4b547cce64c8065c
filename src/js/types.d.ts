/** A Slack channel's incoming webhook. */
export type SlackTarget = {
  /** Tells it apart from other targets. */
  kind: "Slack";
  /** An absolute http or https URL. A secret: whoever has it can post. */
  webhook_url: string;
};
/** A Microsoft Teams channel's webhook. */
export type MsTeamsTarget = {
  /** Tells it apart from other targets. */
  kind: "MsTeams";
  /** An absolute http or https URL, today a workflow's. A secret: whoever has it can post. */
  webhook_url: string;
};
/** Any other HTTP endpoint. */
export type WebhookTarget = {
  /** Tells it apart from other targets. */
  kind: "Webhook";
  /** An absolute http or https URL. A secret where it authorizes by itself. Confluent documents no signature on its posts. */
  url: string;
};
/** Everybody who holds a role, by e-mail. Made by Confluent; cannot be written. */
export type RoleEmailTarget = {
  /** Tells it apart from other targets. */
  kind: "RoleEmail";
  /** Such as OrganizationAdmin. */
  role_name: string;
};
/** One user, by e-mail. Made by Confluent; cannot be written. */
export type UserEmailTarget = {
  /** Tells it apart from other targets. */
  kind: "UserEmail";
  /** An id (2023 edition of the API) or a reference (2026). */
  user: string | GlobalObjectReference;
};
/** One user, inside Confluent Cloud's console (2026 edition of the API). Made by Confluent; cannot be written. */
export type InAppTarget = {
  /** Tells it apart from other targets. */
  kind: "InApp";
  /** The user. */
  user: GlobalObjectReference;
};

/** The targets a client may create, update, delete and test. */
export type WritableTarget = SlackTarget | MsTeamsTarget | WebhookTarget;
/** The targets this release knows. `switch (target.kind)` narrows to exact fields. */
export type KnownTarget = WritableTarget | RoleEmailTarget | UserEmailTarget | InAppTarget;
/**
 * Keeps unknown kinds apart in types; at run time a kind is a plain string. (`kind: string`, with or without a brand,
 * would break the narrowing of the whole union.)
 */
declare enum UnknownKind {
  any = "",
}
/** A kind newer than this release: every field is kept, readable as unknown, and written back as it came. */
export type UnknownTarget = {
  /** At run time a plain string: the kind's name, as it came. */
  kind: UnknownKind;
  [field: string]: unknown;
};
/** Where notifications go. The set is open: ask {@link isKnownTarget} before an exhaustive `switch`. */
export type Target = KnownTarget | UnknownTarget;
/** Narrows a Target to the known ones, after which `switch (target.kind)` is exhaustive. */
export function isKnownTarget(target: Target): target is KnownTarget;
/** Narrows a Target to those a client may create, update, delete and test. */
export function isWritableTarget(target: Target): target is WritableTarget;

/**
 * The body of create and test. Fields that only the API writes are not allowed in it, not even in a variable: to copy a
 * saved integration, name the fields to copy. (`test` also takes a saved one as it came.)
 */
export interface NewIntegration extends NewIntegrationFields {
  /** Written by the API; never sent. */
  readonly api_version?: never;
  /** Written by the API; never sent. */
  readonly kind?: never;
  /** Written by the API; never sent. */
  readonly id?: never;
  /** Written by the API; never sent. */
  readonly metadata?: never;
}
/** A saved integration, as the API sent it. */
export interface Integration extends Readonly<IntegrationFields> {}
/** One page of integrations, as the API sent it. */
export interface IntegrationPage extends Readonly<IntegrationPageFields> {}
/** One problem, in the API's own terms. All fields are optional in practice. */
export interface ErrorDetail extends Readonly<ErrorDetailFields> {}
/** One attempt of a call, for logs, traces and gauges. It never holds a secret or a webhook URL. */
export interface Attempt extends Readonly<AttemptFields> {}
/** The API's limits, from the X-RateLimit-* headers. */
export interface RateLimit extends Readonly<RateLimitFields> {}

/**
 * HTTP Basic with a Cloud API key, or a Confluent STS token, which lives 15 minutes at most: give a function to be asked
 * for a fresh one before each attempt. Only an organization administrator's credentials can write.
 */
export type Credentials =
  | {
      /** A Cloud API key: the user name of HTTP Basic. */
      apiKey: string;
      /** Its secret: the password, in UTF-8. */
      apiSecret: string;
    }
  | {
      /** A token, or what gives one: asked before each attempt, and once more after a 401. */
      token: string | (() => string | Promise<string>);
    };

/** `resource.verb`, such as `integrations.create`. Grows with the API: keep a default. */
export type Operation = `integrations.${keyof Integrations & string}`;

/**
 * A client of Confluent Cloud's Notifications API v1, Integrations. What is said here of fields, limits and statuses is from
 * Confluent's documentation of Notifications v1, Integrations, in its editions of 2023 and 2026; the retries, timeouts and
 * checks before sending are this library's.
 */
export class NotificationsClient {
  /** Throws a {@link NotificationsError} with the code `invalid_request` that names all that is wrong. */
  constructor(options?: ClientOptions);
  /** The operations. The object may be used without the client, and calls may overlap. */
  readonly integrations: Integrations;
  /** Frees what the client holds at once; without it, garbage collection does. */
  [Symbol.dispose](): void;
}

/** The operations on integrations. Every one rejects with a {@link NotificationsError}, or the signal's reason. */
export interface Integrations {
  /**
   * Creates an integration. Its display_name must not be taken (`conflict`), nor the quota used up (`quota_exceeded`);
   * fields that the API does not take are `unprocessable`. Tried again after 429 only: after `network`, `timeout` or
   * `server_error` it may have taken effect.
   */
  create(integration: NewIntegration, options?: CallOptions): Promise<Integration>;
  /** Reads one integration by its id, 1 to 255 characters; `not_found` where there is none. */
  get(id: string, options?: CallOptions): Promise<Integration>;
  /**
   * Await it for the first page; iterate it for every integration, page after page. Lazy: nothing is sent before
   * the first await or step; awaiting twice sends once. Later pages carry page_token, resource, resource_type.
   */
  list(query?: ListQuery, options?: CallOptions): IntegrationList;
  /**
   * Changes the fields given, and no other; the answer is the whole integration. `not_found` where there is none,
   * `conflict` where the new name is taken.
   */
  update(id: string, patch: IntegrationPatch, options?: CallOptions): Promise<Integration>;
  /** Deletes an integration; `not_found` where there is none, unless it was an attempt of this very call that deleted it. */
  delete(id: string, options?: CallOptions): Promise<void>;
  /**
   * Sends one test message to a target, saved or not. Success means that the message was accepted, not that somebody saw
   * it. A saved Integration may be passed as it came: api_version, kind, id and metadata are never sent.
   */
  test(integration: NewIntegration | Integration, options?: CallOptions): Promise<void>;
}

/** A list that is a promise of its first page and an iterable of all its integrations. */
export interface IntegrationList extends PromiseLike<IntegrationPage>, Sequence<Integration> {
  /** The pages, one after another, each asked for when it is needed. */
  pages(): Sequence<IntegrationPage>;
}
/** What `for await` goes through: an AsyncIterable, but that TypeScript's own has an `any` after the last element. */
export interface Sequence<Element> {
  /**
   * Begins anew: nothing is sent before the first step. The first iteration takes over the page that was awaited, where
   * one was; a later one asks for every page again.
   */
  [Symbol.asyncIterator](): AsyncIterator<Element, undefined, undefined>;
}

/**
 * Every failure except the caller's own abort (which rejects with the signal's reason, as fetch does). Told apart by `code`,
 * which survives bundlers and realms. A structured clone drops an Error's own fields: send `toJSON()` across postMessage.
 */
export class NotificationsError extends Error {
  /** What went wrong. The README's table says what to do. */
  readonly code: ErrorCode;
  /** Absent where the constructor refused its options. */
  readonly operation?: Operation;
  /** The answer's HTTP status; present where an answer came. */
  readonly status?: number;
  /** The answer's X-Request-Id: what Confluent's support asks for. */
  readonly requestId?: string;
  /** One entry per problem, whichever of the API's error shapes came; empty where the body said nothing. */
  readonly errors: readonly ErrorDetail[];
  /** 409: the resource in the way. */
  readonly location?: string;
  /** How long the answer told us to wait, in milliseconds, from Retry-After or X-RateLimit-Reset. */
  readonly retryAfterMs?: number;
  /** The API's limits, as the answer reported them. */
  readonly rateLimit?: RateLimit;
  /** Attempts made: 0 where nothing was sent. */
  readonly attempts: number;
  /** The body's first 2 KB as text, if it was not JSON, with webhook URLs redacted. */
  readonly body?: string;
  /** All of the above and the message as a plain object, for logs and postMessage. It holds no secret. */
  toJSON(): object;
}

/** What went wrong, by where the call failed. A set that may grow: keep a `default`. */
export type ErrorCode =
  /** Refused here, before anything was sent; `errors` names each field. */
  | "invalid_request"
  /** 400 */
  | "bad_request"
  /** 401 */
  | "unauthorized"
  /** 402 */
  | "quota_exceeded"
  /** 403 */
  | "forbidden"
  /** 404 */
  | "not_found"
  /** 409 */
  | "conflict"
  /** 422 */
  | "unprocessable"
  /** 429 */
  | "rate_limited"
  /** 5xx */
  | "server_error"
  /** Any other status. */
  | "unexpected_status"
  /** A success whose body is not what the API promises. */
  | "invalid_response"
  /** No answer; in a browser the message says what CORS needs. */
  | "network"
  /** No complete answer within the timeout. */
  | "timeout"
  /** The token function threw or gave nothing; its error is the `cause`. */
  | "credentials"
  /** A bug in this library: the call is lost, the next one works. */
  | "internal";

/** Whether a value is a {@link NotificationsError}, of whichever build or realm. */
export function isNotificationsError(value: unknown): value is NotificationsError;
/** A URL with its secret part replaced, for logs and screens: `https://hooks.slack.com/…a1b2`. */
export function redactUrl(url: string): string;

declare global {
  // As @types/node does, for programs whose `lib` has no esnext.disposable.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
}

export {};
