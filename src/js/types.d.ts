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
  /** An absolute http or https URL. A secret if it authorizes by itself. Confluent documents no signature on its posts. */
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
export interface ErrorDetail {
  /** This occurrence's id. */
  readonly id?: string;
  /** The status that this problem alone would have. */
  readonly status?: string;
  /** The API's code for it. */
  readonly code?: string;
  /** In short. */
  readonly title?: string;
  /** What is wrong. */
  readonly detail?: string;
  /** Where in the body or the options, as a JSON pointer (RFC 6901). */
  readonly pointer?: string;
  /** Which parameter of the path or query. */
  readonly parameter?: string;
  /** What to do about it. */
  readonly suggestion?: string;
}
/** One attempt of a call, for logs, traces and gauges. It never holds a secret or a webhook URL. */
export interface Attempt {
  /** Which operation was called. */
  readonly operation: Operation;
  /** The HTTP method. */
  readonly method: string;
  /** The path under the base URL, without the query. */
  readonly path: string;
  /** The number of this attempt, from 1. */
  readonly attempt: number;
  /** How long it took, body included, in milliseconds. In production a Cloudflare Worker's clock moves only with I/O. */
  readonly durationMs: number;
  /** Present if a response came. */
  readonly status?: number;
  /** The response's X-Request-Id: what Confluent's support asks for. */
  readonly requestId?: string;
  /** The API's limits, as the response reported them. */
  readonly rateLimit?: RateLimit;
  /** How the attempt failed, if it did. */
  readonly error?: ErrorCode;
  /** In how many milliseconds the next attempt follows, if one does. */
  readonly retryInMs?: number;
}
/** The API's limits, from the X-RateLimit-* headers. */
export interface RateLimit {
  /** Requests allowed in a window. */
  readonly limit?: number;
  /** Requests left in this window. */
  readonly remaining?: number;
  /** Seconds until the window ends: relative, not an epoch. */
  readonly resetSeconds?: number;
}

/** Options of one call; they take precedence over the client's. */
export interface CallOptions {
  /** Aborting it ends the call at once, also while it waits, and rejects with the signal's reason as fetch does. */
  signal?: AbortSignal;
  /** Milliseconds for one attempt, body included, 1 to 2 147 483 647. */
  timeout?: number;
  /** Attempts beyond the first. */
  maxRetries?: number;
  /**
   * More headers. Accept, Content-Type and, with credentials, Authorization are the library's own.
   * Secrets (Authorization, Proxy-Authorization, Cookie, X-API-Key) go over https or to this machine alone.
   */
  headers?: Record<string, string>;
}

/** Options of a client. The constructor throws one error that names everything wrong with them. */
export interface ClientOptions {
  /** Leave them out if a server of yours adds them, as the Worker does for a page (whose session is a cookie). */
  credentials?: Credentials;
  /**
   * Default https://api.confluent.cloud. May carry a path prefix; no user info, query or fragment.
   * Credentials over plain http are refused, but to a loopback address.
   */
  baseUrl?: string | URL;
  /**
   * Default: the global fetch, looked up at each call. Any fetch will do: a service binding's, the sandbox's,
   * a test's. Called as a plain function with a string and an init.
   */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds for one attempt, body included, 1 to 2 147 483 647. Default 30 000. */
  timeout?: number;
  /**
   * Attempts beyond the first. Default 2. Create and test are tried again only when the first attempt certainly did
   * nothing (429). A timeout is not tried again.
   */
  maxRetries?: number;
  /**
   * More headers. Accept, Content-Type and, with credentials, Authorization are the library's own.
   * Secrets (Authorization, Proxy-Authorization, Cookie, X-API-Key) go over https or to this machine alone.
   */
  headers?: Record<string, string>;
  /** Credentials inside a browser can be read by every script and visitor: they are refused unless this is true. */
  dangerouslyAllowBrowser?: boolean;
  /**
   * One event per attempt, but for one that your signal ended, for logs and traces. It never holds a secret or a webhook
   * URL. What it throws is ignored.
   */
  onAttempt?: (attempt: Attempt) => void;
}

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
      /** A token, or a function that returns one: called before each attempt, and once more after a 401. */
      token: string | (() => string | Promise<string>);
    };

type Family = Exclude<keyof NotificationsClient, symbol>;
/** Family and verb, such as `integrations.create`. Grows with the API: keep a default. */
export type Operation = { [F in Family]: `${F}.${keyof NotificationsClient[F] & string}` }[Family];

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
  /** Reads one integration by its id, 1 to 255 characters; `not_found` if there is none. */
  get(id: string, options?: CallOptions): Promise<Integration>;
  /**
   * Await it for the first page; iterate it for every integration, page after page. Lazy: nothing is sent before
   * the first await or step; awaiting twice sends once. Later pages carry page_token, resource, resource_type.
   */
  list(query?: ListQuery, options?: CallOptions): IntegrationList;
  /**
   * Changes the given fields, and no other; resolves with the whole integration. `not_found` if there is none, `conflict`
   * if the new name is taken.
   */
  update(id: string, patch: IntegrationPatch, options?: CallOptions): Promise<Integration>;
  /** Deletes an integration; `not_found` if there is none, unless an earlier attempt of the same call has deleted it. */
  delete(id: string, options?: CallOptions): Promise<void>;
  /**
   * Sends one test message to a target, saved or not. Success means that the message was accepted, not that somebody saw
   * it. A saved Integration may be passed as it came: api_version, kind, id and metadata are never sent.
   */
  test(integration: NewIntegration | Integration, options?: CallOptions): Promise<void>;
}

/** A list: await it for the first page, iterate it for every item. */
export interface List<Item> extends PromiseLike<Page<Item>>, Sequence<Item> {
  /** The pages, one after another, each requested when it is needed. */
  pages(): Sequence<Page<Item>>;
}
/** One page of a list, as the API sent it. */
export interface Page<Item> {
  /** The items of this page. */
  readonly data: readonly Item[];
  /** Links to other pages. */
  readonly metadata: Readonly<PageMetadata>;
}
/** The list of integrations. */
export interface IntegrationList extends List<Integration> {}
/** What `for await` goes through: an AsyncIterable, but that TypeScript's own has an `any` after the last element. */
export interface Sequence<Element> {
  /**
   * Begins anew: nothing is sent before the first step. The first iteration takes over the page that was awaited, if any; a
   * later one requests every page again.
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
  /** The operation of the call; absent if the constructor refused its options. */
  readonly operation?: Operation;
  /** The response's HTTP status; absent if no response came. */
  readonly status?: number;
  /** The response's X-Request-Id, which Confluent's support asks for. */
  readonly requestId?: string;
  /** One entry per problem, whichever form the API's error body has; empty if it names none. */
  readonly errors: readonly ErrorDetail[];
  /** 409: the resource in the way. */
  readonly location?: string;
  /** How long the response asks to wait, in milliseconds, from Retry-After or X-RateLimit-Reset. */
  readonly retryAfterMs?: number;
  /** The API's limits, as the response reported them. */
  readonly rateLimit?: RateLimit;
  /** How many attempts were made; 0 if nothing was sent. */
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
  /** A success whose body is not what the API documents. */
  | "invalid_response"
  /** No response; in a browser the message says what CORS needs. */
  | "network"
  /** No complete response within the timeout. */
  | "timeout"
  /** The token function threw or returned no token; its error is the `cause`. */
  | "credentials"
  /** This host forbids or lacks WebAssembly; the message says what to set, and the host's own error is the `cause`. */
  | "unsupported"
  /** A bug in this library: the call is lost, the next one works. */
  | "internal";

/** Whether a value is a {@link NotificationsError}, of whichever build or realm. */
export function isNotificationsError(value: unknown): value is NotificationsError;
/**
 * A URL with its secret part replaced, for logs and screens: `https://hooks.slack.com/…a1b2`. Where others would look alike, four
 * digits of a checksum follow: `…voke~3f9c`. If it is in doubt which part is the host, `…` alone is left.
 */
export function redactUrl(url: string): string;
/**
 * A text with every URL in it redacted, however its separators are escaped: for error messages, descriptions and logs of your
 * own. A word that may hold an escaped URL becomes `…`.
 */
export function redactText(text: string): string;
/**
 * The token of the page after this one, for the query's page_token; undefined after the last page. Throws a
 * {@link NotificationsError} with the code `invalid_response` if the page's link to the next holds no token.
 */
export function nextPageToken(page: Page<unknown>): string | undefined;
/**
 * Whether a target's service has ended (`"retired"`) or may have moved (`"maybe_moved"`), as far as its URL tells; undefined
 * for any other, which says nothing about whether it works.
 */
export function targetRetirement(target: Target): "retired" | "maybe_moved" | undefined;

declare global {
  // As @types/node does, for programs whose `lib` has no esnext.disposable.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
}

export {};
