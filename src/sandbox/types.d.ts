import type { Credentials, NewIntegration, WritableTarget } from "./index.js";

/** The API in memory, as a fetch: for tests, demos and offline work. Nothing leaves the process, unless `deliver` says so. */
export declare function createSandbox(options?: SandboxOptions): Sandbox;

/** A sandbox: give its `fetch` to a client, or call it. */
export interface Sandbox {
  /** Answers as Confluent would. A plain function: it needs no `this`, takes what fetch takes and honours `signal`. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** The test messages accepted so far, oldest first: the newest 200 of them, and no more than 256 KiB as JSON. */
  readonly deliveries: readonly Delivery[];
  /** The next answers go wrong as told, one each, in order: a status, a stall, a cut body, a dead connection. */
  fail(...faults: Fault[]): void;
  /** Starts over: the first integrations, no deliveries, no faults. */
  reset(): void;
}

/** A test message that was accepted. */
export type Delivery = Readonly<DeliveryFields>;

/**
 * How an answer goes wrong: another status in place of the right one, no connection, no answer ever, or the right answer
 * cut halfway through its body (where it has none, the connection breaks when all is done).
 */
export type Fault = StatusFault | "network" | "stall" | "truncate";
