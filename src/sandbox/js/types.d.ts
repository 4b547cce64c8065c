import type { Credentials, NewIntegration, WritableTarget } from "./index.js";

/** Creates the API in memory, as a fetch, for tests, demos and offline work. Nothing leaves the process, unless `deliver` says so. */
export declare function createSandbox(options?: SandboxOptions): Sandbox;

/** Options of a sandbox. If one is invalid, a TypeError names it. */
export interface SandboxOptions {
  /**
   * The first integrations. By default there are a few realistic ones of every kind, among them a retired Teams connector
   * and a kind that is newer than this release.
   */
  seed?: readonly NewIntegration[];
  /** If set, a request with other credentials gets 401. A token function is called at each request for the valid token. */
  credentials?: Credentials;
  /** The quota integrations_per_org: a create beyond it gets 402. Default 1 000. */
  quota?: number;
  /** If set, a request beyond this limit gets 429. */
  rateLimit?: SandboxRateLimit;
  /**
   * Called for each test message, which is also recorded. If it rejects, the request gets 400 with the message of the reason,
   * and the test message is not recorded. `"loopback"` posts it over the network to targets on this machine (localhost,
   * 127.0.0.0/8, [::1]), without following redirects, within 5 s. A message for another host is recorded, gets 204 and is sent
   * nowhere. By default messages are only recorded.
   */
  deliver?: "loopback" | ((delivery: Delivery) => void | Promise<void>);
}

/** A sandbox. Pass its `fetch` to a client, or call it yourself. */
export interface Sandbox {
  /** Responds as Confluent would. It is a plain function without `this`, takes what fetch takes, and honors `signal`. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** The test messages accepted so far, oldest first: the newest 200 of them, of at most 256 KiB as JSON. */
  readonly deliveries: readonly Delivery[];
  /** Makes the next requests fail, one for each fault, in this order. */
  fail(...faults: Fault[]): void;
  /** Restores the initial state: the first integrations, no deliveries, no faults. */
  reset(): void;
}

/** A test message that was accepted. */
export type Delivery = Readonly<DeliveryFields>;

/**
 * How a request fails: with another response than the API's, with a broken connection, without any response, or with the API's
 * response truncated halfway through its body. If that response has no body, the connection breaks after the request has taken
 * effect.
 */
export type Fault = StatusFault | "network" | "stall" | "truncate";
