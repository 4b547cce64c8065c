/**
 * The Worker's entry: passes each event to the Rust instance (`entry.rs`), and replaces the instance after a trap. It
 * decides nothing about requests.
 */
import {
  __wbg_reset_state,
  SandboxObject,
  checkOptions,
  handleRequest,
  instanceLost,
  onTrap,
  queue,
  scheduled,
  setModule,
} from "glue:worker";
import { Instance } from "../../recover.ts";

/** See `pkg/entries/worker.d.ts`; Rust checks it. */
type WorkerOptions = object;

/** The generation of the instance that calls `lose` when it is about to trap. */
let watched = -1;
/** For each call in progress, the function that rejects it. */
const inProgress = new Set<(error: Error) => void>();

export const instance = new Instance({
  setModule,
  reset: __wbg_reset_state,
  isTrap,
  // The request is answered by the next instance, so this error reaches only the log.
  describe(trap) {
    rejectInProgress();
    return trap;
  },
});

/** See `pkg/entries/worker.d.ts`. */
export function createWorker(given?: WorkerOptions) {
  if (given !== undefined) {
    // Where the host refused WebAssembly this throws, and says why.
    instance.enter(() => undefined);
    checkOptions(given);
  }
  const options = { ...given };
  return {
    fetch: (request: Request, env: object, context: object) =>
      answer(request, env, options, () => handleRequest(request, env, options, waitUntilOf(context))),
    scheduled: (_event: object, env: object) => enter(() => scheduled(env, options)),
    queue: (batch: object, env: object) => enter(() => queue(batch, env, options)),
  };
}

export default createWorker();

/** The Durable Object's class for the platform. It stays, while Rust's object behind it may be replaced. */
export class Sandbox {
  #state: object;
  #env: object;
  #object: SandboxObject | undefined;
  #generation: number | undefined;

  constructor(state: object, env: object) {
    this.#state = state;
    this.#env = env;
  }

  fetch(request: Request): Promise<Response> {
    return answer(request, this.#env, {}, () => this.#current().fetch(request));
  }

  #current(): SandboxObject {
    if (!this.#object || this.#generation !== instance.generation) {
      this.#object = new SandboxObject(this.#state);
      this.#generation = instance.generation;
    }
    return this.#object;
  }
}

/** No request waits for an instance that is gone: the next instance answers it. */
async function answer(request: Request, env: object, options: WorkerOptions, call: () => Promise<Response>): Promise<Response> {
  try {
    return await enter(call);
  } catch (error) {
    console.error(`a request was lost: ${(error as Error | undefined)?.name}`);
    return enter(() => instanceLost(request, env, options));
  }
}

/** For work that continues after the response. Work that is lost with its instance is not waited for. */
function waitUntilOf(context: { waitUntil?: unknown } | undefined): ((work: Promise<void>) => void) | undefined {
  if (typeof context?.waitUntil !== "function") return undefined;
  const platform = context as { waitUntil(work: Promise<void>): void };
  return (work) => platform.waitUntil(enter(() => work).catch(() => {}));
}

/** Runs a call in the instance, and rejects it when the instance is lost. */
async function enter<T>(call: () => T | Promise<T>): Promise<T> {
  let reject: ((error: Error) => void) | undefined;
  const result = new Promise<T>((resolve, onError) => {
    reject = onError;
    inProgress.add(onError);
    // What is thrown at once may be a trap. What the promise rejects with was returned by Rust in good order.
    Promise.resolve(instance.enter(() => watching(call))).then(resolve, onError);
  });
  try {
    return await result;
  } finally {
    if (reject) inProgress.delete(reject);
  }
}

/** Runs a call in an instance that calls `lose` when it is about to trap. */
function watching<T>(call: () => T): T {
  if (watched !== instance.generation) {
    onTrap(lose);
    watched = instance.generation;
  }
  return call();
}

/** Ends the instance: with `panic = "abort"` nothing in it would go on after a trap. */
function lose(): void {
  instance.lose();
  rejectInProgress();
}

function rejectInProgress(): void {
  for (const reject of inProgress) reject(new Error("the WebAssembly instance was lost"));
  inProgress.clear();
}

// Rust's futures run in microtasks: a trap there has no caller that could catch it. Node has no such event.
globalThis.addEventListener?.("error", ({ error }) => {
  if (isTrap(error)) lose();
});

/** A trap, or any error that passed through WebAssembly's frames: those it left behind never ran to their end. */
function isTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || /\bwasm:\/\//.test(String((error as Error | undefined)?.stack));
}
