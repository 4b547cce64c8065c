//! What TypeScript sees of `confluent-notifications/worker`: the region below, and nothing that the `worker` crate
//! declares beside it (scripts/steps/bundle.mjs).

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const DECLARATIONS: &str = r#"
// #region own
/** Bindings and variables; all optional: with none, the sandbox on loopback. */
export interface Env {
  /** A Cloud API key of an organization administrator, with its secret: the Worker then hands on to Confluent Cloud. */
  CONFLUENT_API_KEY?: string;
  CONFLUENT_API_SECRET?: string;
  /** A bearer token instead, for a trial by hand: it lapses within 15 minutes. */
  CONFLUENT_TOKEN?: string;
  /** Default https://api.confluent.cloud. */
  CONFLUENT_BASE_URL?: string;
  /** Milliseconds that Confluent is waited for. Default 25 000. */
  CONFLUENT_TIMEOUT_MS?: string;
  /** Who sends it as a bearer token may do everything. Without it, only loopback names are answered. */
  ADMIN_TOKEN?: string;
  /** The Durable Object class `Sandbox`. */
  SANDBOX?: unknown;
  /** The static assets that hold the page. */
  ASSETS?: unknown;
  [name: string]: unknown;
}

/** What a caller may do: see with webhook URLs redacted, also send tests of what is saved, or everything. */
export type Scope = "read" | "test" | "admin";

export interface WorkerOptions {
  /** Path prefix, such as "/notifications-admin". */
  prefix?: string;
  /** Your own session decides, instead of tokens and cookies: a scope, or null to refuse. It is given the request
   *  without its body. The page's own files and /healthz are served without asking it. */
  authorize?: (request: Request, env: unknown) => Scope | null | Promise<Scope | null>;
}

export interface NotificationsWorker {
  /** `env` may be any interface of yours that has what it takes of {@link Env}. */
  fetch(request: Request, env: object, context: object): Promise<Response>;
  scheduled(event: object, env: object, context: object): Promise<void>;
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
  constructor(state: object, env: object);
  fetch(request: Request): Promise<Response>;
}
// #endregion own
"#;
