/** The sandbox as a fetch. Rust makes every answer; here is what only the host can do: read a Request, build a Response, wait. */

let glue;
/** Counts instances: what was made in an earlier one is gone. */
let generation = 0;

/** Starts the compiled module. The entries of the package call this; users never do. */
export function start(bindings, module) {
  glue = bindings;
  glue.initSync({ module });
}

export function createSandbox(options = {}) {
  const host = new Host(options);
  return {
    fetch: (input, init) => answer(host, input, init),
    get deliveries() {
      return host.enter((core) => core.deliveries());
    },
    fail(...faults) {
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
  #options;
  #core;
  #generation;

  constructor(options) {
    this.#options = { ...options, credentials: options?.credentials && { ...options.credentials } };
    this.#begin(options);
  }

  #begin(options) {
    this.#core = new glue.SandboxCore(options, Date.now());
    this.#generation = generation;
  }

  get deliver() {
    return this.#options.deliver;
  }

  /** Which token is right just now, where a function knows. */
  get token() {
    const token = this.#options.credentials?.token;
    return typeof token === "function" ? token : undefined;
  }

  /** Runs something in the instance. A trap ends it, and every sandbox in it: each starts over with its next call. */
  enter(run) {
    if (this.#generation !== generation) this.#begin(this.#options);
    try {
      return run(this.#core);
    } catch (thrown) {
      if (!(thrown instanceof WebAssembly.RuntimeError)) throw thrown;
      generation++;
      glue.__wbg_reset_state();
      throw new Error(`a fault of the sandbox (${thrown.message}): it starts over; please report it`);
    }
  }
}

async function answer(host, input, init) {
  const request = new Request(input, init);
  // The caller's own signal where there is one: some hosts let go of a Request's.
  const signal = init?.signal ?? request.signal;
  if (!signal) return exchange(host, request);
  return untilAborted(signal, exchange(host, request, signal));
}

async function exchange(host, request, signal) {
  if (signal?.aborted) throw signal.reason;
  // One character too many is enough to be refused.
  const body = (await request.text()).slice(0, glue.SandboxCore.bodyMax() + 1);
  if (host.token) {
    const token = String(await host.token());
    host.enter((core) => core.expectToken(token));
  }
  if (signal?.aborted) throw signal.reason;
  const headers = [...request.headers].flat();
  let step = host.enter((core) => core.answer(request.method, request.url, headers, body, Date.now()));
  if (step.deliver) {
    const refused = await refusalOf(host, step.deliver);
    step = host.enter((core) => core.delivered(step.deliver.ticket, refused));
  }
  return step.fault ? broken(step.fault) : respond(step.answer);
}

/** Why a test message was refused; undefined where it was not. */
async function refusalOf(host, { ticket, delivery }) {
  const { deliver } = host;
  if (deliver === "loopback") return host.enter((core) => core.post(ticket));
  try {
    await deliver?.(delivery);
  } catch (reason) {
    return wordsOf(reason);
  }
}

function wordsOf(reason) {
  try {
    return String(reason?.message || reason);
  } catch {
    return "no reason that can be read";
  }
}

function broken(fault) {
  if (fault === "stall") return new Promise(() => {});
  throw new TypeError("fetch failed");
}

function respond({ status, headers, body = null, cut }) {
  if (!cut) return new Response(body, { status, headers });
  return body === null ? broken("network") : new Response(cutInHalf(body), { status, headers });
}

/** The first half of a text, then the error of a connection that broke. */
function cutInHalf(text) {
  const bytes = new TextEncoder().encode(text);
  const rest = [bytes.subarray(0, bytes.length / 2)];
  return new ReadableStream({
    pull(controller) {
      if (rest.length > 0) controller.enqueue(rest.pop());
      else controller.error(new TypeError("terminated"));
    },
  });
}

/** As fetch does: an abort rejects at once, although what was started goes on. */
function untilAborted(signal, promise) {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Headers in any of the shapes that fetch takes, checked by the host; nothing that is undefined. */
function plainFault(fault) {
  if (typeof fault !== "object" || fault === null) return fault;
  const { status, headers, body, truncate } = fault;
  const plain = { status, headers: Object.fromEntries(new Headers(headers)) };
  if (body !== undefined) plain.body = body;
  if (truncate !== undefined) plain.truncate = truncate;
  return plain;
}
