/** The sandbox as a fetch. Rust makes every response; this file does what only the host can: read a Request, build a Response, wait. */
import { type ConnectionFault, SandboxCore, type SandboxResponse, __wbg_reset_state, setModule } from "glue:sandbox";
import { Instance } from "../../recover.ts";

/** The options that this file uses; Rust checks these and all others. `types.d.ts` has the public types. */
interface SandboxOptions {
  credentials?: { token?: string | (() => string | Promise<string>) };
  deliver?: "loopback" | ((delivery: object) => void | Promise<void>);
}
/** Still unchecked, except for its headers, which the host converts. */
type Fault = string | { status?: unknown; headers?: HeadersInit; body?: unknown; truncate?: unknown };

export const instance = new Instance({
  setModule,
  reset: __wbg_reset_state,
  isTrap: (thrown) => thrown instanceof WebAssembly.RuntimeError,
  describe: (trap) => new Error(`a fault of the sandbox (${(trap as Error).message}): it starts over; please report it`),
});

/** See `types.d.ts`. */
export function createSandbox(options: SandboxOptions = {}) {
  const host = new Host(options);
  return {
    fetch: (input: string | URL | Request, init?: RequestInit) => handle(host, input, init),
    get deliveries() {
      return host.enter((core) => core.deliveries());
    },
    fail(...faults: Fault[]) {
      const plain = faults.map(plainFault);
      host.enter((core) => core.fail(plain));
    },
    reset() {
      host.enter((core) => core.reset(Date.now()));
    },
  };
}

/** The options, and the sandbox in Rust that was made from them. */
class Host {
  #options: SandboxOptions;
  #core!: SandboxCore;
  #generation!: number;

  constructor(options: SandboxOptions) {
    this.#options = { ...options, ...(options?.credentials && { credentials: { ...options.credentials } }) };
    instance.enter(() => this.#createCore(options));
  }

  #createCore(options: SandboxOptions): void {
    this.#core = new SandboxCore(options, Date.now());
    this.#generation = instance.generation;
  }

  get deliver(): SandboxOptions["deliver"] {
    return this.#options.deliver;
  }

  /** The function that returns the valid token, if the credentials are one. */
  get token(): (() => string | Promise<string>) | undefined {
    const token = this.#options.credentials?.token;
    return typeof token === "function" ? token : undefined;
  }

  /** Calls Rust. A trap ends the instance and every sandbox in it: each of them starts over with its next call. */
  enter<T>(call: (core: SandboxCore) => T): T {
    return instance.enter(() => {
      if (this.#generation !== instance.generation) this.#createCore(this.#options);
      return call(this.#core);
    });
  }
}

async function handle(host: Host, input: string | URL | Request, init?: RequestInit): Promise<Response> {
  requireResponse();
  const request = plainRequest(input, init) ?? new Request(input, init);
  // The caller's own signal is preferred, because some hosts let go of a Request's.
  const signal = init?.signal ?? request.signal;
  if (!signal) return exchange(host, request);
  return untilAborted(signal, exchange(host, request, signal));
}

/** jsdom lacks both, and `Response is not defined` does not say what to do. */
function requireResponse(): void {
  if (typeof Response === "function") return;
  throw new TypeError(
    "the sandbox needs the host's Response, which jsdom lacks: jest-fixed-jsdom brings Node's, or pass the client a fetch of yours",
  );
}

/** What is read of a Request. */
type Asked = Pick<Request, "method" | "url" | "text"> & { headers: Iterable<[string, string]>; signal?: AbortSignal };

/** What a client passes, as a Request would have it: jsdom has none, and making one takes most of the time. Undefined for anything less plain. */
function plainRequest(input: string | URL | Request, init: RequestInit = {}): Asked | undefined {
  const url = typeof input === "string" || input instanceof URL ? absolute(input) : undefined;
  const method = methods.find((name) => name === (init.method ?? "GET"));
  const body = init.body ?? undefined;
  // fetch refuses the body of a GET in its own words.
  if (!url || !method || !(body === undefined || (typeof body === "string" && method !== "GET"))) return undefined;
  const headers = new Headers(init.headers);
  if (body !== undefined && !headers.has("content-type")) headers.set("content-type", "text/plain;charset=UTF-8");
  return { method, url, headers, text: async () => body ?? "" };
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Undefined where fetch has its own words for what is wrong. */
function absolute(input: string | URL): string | undefined {
  try {
    const url = new URL(input);
    return url.username || url.password ? undefined : url.href;
  } catch {
    return undefined;
  }
}

async function exchange(host: Host, request: Asked, signal?: AbortSignal): Promise<Response> {
  if (signal?.aborted) throw signal.reason;
  // One character beyond the limit is enough for the body to be rejected.
  const body = (await request.text()).slice(0, instance.enter(SandboxCore.bodyMax) + 1);
  if (host.token) {
    const token = String(await host.token());
    host.enter((core) => core.setToken(token));
  }
  if (signal?.aborted) throw signal.reason;
  const headers = [...request.headers].flat();
  let step = host.enter((core) => core.handle(request.method, request.url, headers, body, Date.now()));
  if ("deliver" in step) {
    const { id, delivery } = step.deliver;
    const rejection = await rejectionOf(host, id, delivery);
    step = host.enter((core) => core.completeDelivery(id, rejection));
  }
  return "fail" in step ? failConnection(step.fail) : respond(step.respond);
}

/** Delivers a test message. Returns why it was rejected, and undefined if it was accepted. */
async function rejectionOf(host: Host, id: number, delivery: object): Promise<string | undefined> {
  const { deliver } = host;
  if (deliver === "loopback") return host.enter((core) => core.postToLoopback(id));
  try {
    await deliver?.(delivery);
    return undefined;
  } catch (reason) {
    return describeError(reason);
  }
}

function describeError(reason: unknown): string {
  try {
    return String((reason as Error | undefined)?.message || reason);
  } catch {
    return "no reason that can be read";
  }
}

function failConnection(fault: ConnectionFault): Promise<never> {
  return fault === "stall" ? new Promise(() => {}) : Promise.reject(new TypeError("fetch failed"));
}

async function respond({ status, headers, body, truncated }: SandboxResponse): Promise<Response> {
  if (!truncated) return new Response(body ?? null, { status, headers });
  return body === undefined ? failConnection("network") : new Response(firstHalf(body), { status, headers });
}

/** A stream of the first half of a text, which then fails as a broken connection does. */
function firstHalf(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let isSent = false;
  return new ReadableStream({
    pull(controller) {
      if (isSent) return controller.error(new TypeError("terminated"));
      isSent = true;
      controller.enqueue(bytes.subarray(0, bytes.length / 2));
    },
  });
}

/** An abort rejects at once, as it does with fetch, although the work that was started continues. */
function untilAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Returns a fault as Rust reads it: the host converts headers of any form that fetch takes, and undefined fields are left out. */
function plainFault(fault: Fault): Fault {
  if (typeof fault !== "object" || fault === null) return fault;
  const { status, headers, body, truncate } = fault;
  return {
    status,
    headers: Object.fromEntries(new Headers(headers)),
    ...(body !== undefined && { body }),
    ...(truncate !== undefined && { truncate }),
  };
}
