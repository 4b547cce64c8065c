/** What a caller may do: see with webhook URLs redacted, also send tests of what is saved, or everything. */
export type Scope = "read" | "test" | "admin";

/** Bindings and variables; all optional: with none, the sandbox on loopback. */
export interface Env {
  /** A Cloud API key of an organization administrator, with its secret: the Worker then forwards to Confluent Cloud. */
  CONFLUENT_API_KEY?: string;
  /** The key's secret. One without the other is refused. */
  CONFLUENT_API_SECRET?: string;
  /** A bearer token instead, for a trial by hand: it lapses within 15 minutes. */
  CONFLUENT_TOKEN?: string;
  /** Default https://api.confluent.cloud. */
  CONFLUENT_BASE_URL?: string;
  /** Milliseconds that Confluent is waited for. Default 25 000. */
  CONFLUENT_TIMEOUT_MS?: string;
  /** Bearer tokens, by what they may: see with webhook URLs redacted; also send tests of what is saved; everything. Each
   *  holds one or several, separated by commas, plain or as `sha256:` and the hexadecimal digest. With no token and no
   *  Cloudflare Access, only loopback names are answered. */
  READ_TOKEN?: string;
  /** Those that may also send tests of what is saved. */
  TEST_TOKEN?: string;
  /** Those that may do everything. */
  ADMIN_TOKEN?: string;
  /** What signs the page's sign-in: keys of at least 32 characters, separated by commas; the first signs, all verify.
   *  Unset, the page keeps the token in memory instead. */
  SESSION_KEYS?: string;
  /** Cloudflare Access: the team's host name, such as team.cloudflareaccess.com. */
  ACCESS_TEAM_DOMAIN?: string;
  /** The application's audience tag. */
  ACCESS_AUD?: string;
  /** What Cloudflare Access's people and services may do. Default "read". */
  ACCESS_SCOPE?: Scope;
  /** Origins of other sites that may call with a token of theirs, separated by commas. Default none. With `authorize`,
   *  that token is what its `Authorization` header holds. */
  ALLOWED_ORIGINS?: string;
  /** Where the canary reports what stopped working: a Slack webhook, a Teams workflow, or any other that accepts JSON with
   *  a `text`. Its URL is a secret. */
  CANARY_WEBHOOK_URL?: string;
  /** The format of its messages. Default "auto": by the host an Adaptive Card for a Teams workflow, or else "slack". "slack": a `text`
   *  with the data beside it; "teams": an Adaptive Card; "text": a `text` alone. */
  CANARY_WEBHOOK_FORMAT?: "auto" | "slack" | "teams" | "text";
  /** The D1 database in which the canary stores its results. The Worker creates the tables. */
  CANARY_DB?: unknown;
  /** The queue by which a run hands its tests on, to this same Worker. Without it they are sent in place, a few at a time. */
  CANARY_QUEUE?: unknown;
  /** A rate limiter of the platform's, by address. */
  RATE_LIMIT_ADDRESS?: unknown;
  /** A rate limiter of the platform's, by token. */
  RATE_LIMIT_TOKEN?: unknown;
  /** The Durable Object class `Sandbox`. */
  SANDBOX?: unknown;
  /** The static assets that hold the page. */
  ASSETS?: unknown;
  [name: string]: unknown;
}

/** How the Worker is mounted inside one of yours. */
export interface WorkerOptions {
  /** Path prefix, such as "/notifications-admin". */
  prefix?: string;
  /** Your own session decides, instead of tokens and cookies: a scope, or null to refuse. It is given the request
   *  without its body. The page's own files and /healthz are served without asking it; a request whose `Origin` is
   *  another site's is refused unless it has an `Authorization` header, since a browser sends your cookies with it. */
  authorize?: (request: Request, env: unknown) => Scope | null | Promise<Scope | null>;
}

/** The handlers that Cloudflare calls, or that a Worker of yours forwards to. */
export interface NotificationsWorker {
  /** Answers a request. `env` may be any interface of yours that has what it takes of {@link Env}. */
  fetch(request: Request, env: object, context: object): Promise<Response>;
  /** Runs on a cron trigger: tests every saved integration, stores the results and notifies the operator of changes. */
  scheduled(event: object, env: object, context: object): Promise<void>;
  /** Takes a batch of messages from the canary's queue. */
  queue(batch: object, env: object, context: object): Promise<void>;
}

/** Deploy it as it is: `export { default, Sandbox } from "confluent-notifications/worker"`. */
declare const worker: NotificationsWorker;
export default worker;

/** Mounts the same inside a Worker of yours. The page's files are copied into your own assets, into a folder of the
 *  prefix's name (a Worker has one set). */
export declare function createWorker(options?: WorkerOptions): NotificationsWorker;

/** The Durable Object that keeps the sandbox; export it from your Worker, and bind it as `SANDBOX`. */
export declare class Sandbox {
  /** Called by the platform. */
  constructor(state: object, env: object);
  /** Answers as Confluent would. */
  fetch(request: Request): Promise<Response>;
}
