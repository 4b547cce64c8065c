/** Bindings and variables; all optional: with none, the sandbox on loopback. */
export interface Env {
  [name: string]: unknown;
}

/** What a caller may do: see with URLs redacted, also send tests, or everything. */
export type Scope = "read" | "test" | "admin";

export interface WorkerOptions {
  /** Path prefix, such as "/notifications-admin". */
  prefix?: string;
  /** Your own session decides, instead of tokens and cookies: a scope, or null to refuse. */
  authorize?: (request: Request, env: unknown) => Scope | null | Promise<Scope | null>;
}

export interface Worker {
  fetch(request: Request, env: Env, context: object): Promise<Response>;
  scheduled(event: object, env: Env, context: object): Promise<void>;
  queue(batch: object, env: Env, context: object): Promise<void>;
}

/** Deploy it as it is: `export { default, Sandbox } from "confluent-notifications/worker"`. */
declare const worker: Worker;
export default worker;

/**
 * Mounts the same inside a Worker of yours. The page's files are copied into your own assets
 * (a Worker has one set).
 */
export declare function createWorker(options?: WorkerOptions): Worker;

/** The Durable Object that keeps the sandbox's state; bind it as `SANDBOX`. */
export declare class Sandbox {
  constructor(state: object, env: Env);
  fetch(request: Request): Promise<Response>;
}
