// The Worker's entry: hands each event to the Rust instance, and replaces the instance when it has died.
// It decides nothing about requests: that is Rust's (src/worker).

let glue;
let generation = 0;
let dead = false;
// One function for each call under way, that ends it.
const underWay = new Set();

/** Called once, by the file that can import the compiled module. */
export function start(bound, module) {
  glue = bound;
  glue.initSync({ module });
  glue.watch(died);
}

/** Mounts the Worker; see the declarations. */
export function createWorker(options) {
  if (options !== undefined) glue.checkMount(options);
  const mount = { ...options };
  return {
    fetch: (request, env, context) => answered(request, env, mount, () => glue.serve(request, env, mount, waitUntilOf(context))),
    scheduled: (event, env) => guarded(() => glue.scheduled(env, mount)),
    queue: (batch, env) => guarded(() => glue.queue(batch, env, mount)),
  };
}

export default createWorker();

/** The Durable Object's class for the platform: it stays while Rust's object behind it may be made anew. */
export class Sandbox {
  #state;
  #env;
  #object;
  #generation;

  constructor(state, env) {
    this.#state = state;
    this.#env = env;
  }

  fetch(request) {
    return answered(request, this.#env, {}, () => this.#current().fetch(request));
  }

  #current() {
    if (this.#generation !== generation) {
      this.#object = new glue.SandboxObject(this.#state);
      this.#generation = generation;
    }
    return this.#object;
  }
}

/** No request waits for an instance that is gone: it is answered by the next one. */
async function answered(request, env, mount, call) {
  try {
    return await guarded(call);
  } catch (error) {
    console.error(`a request was lost: ${error?.name}`);
    return guarded(() => glue.lost(request, env, mount));
  }
}

/** For work that goes on after the answer; what dies with its instance is not waited for. */
function waitUntilOf(context) {
  return typeof context?.waitUntil === "function" ? (work) => context.waitUntil(guarded(() => work).catch(() => {})) : undefined;
}

/** Runs a call in a living instance, and ends it when that dies. */
async function guarded(call) {
  if (dead) revive();
  let end;
  const ended = new Promise((resolve, reject) => {
    end = reject;
    underWay.add(end);
    Promise.resolve(begun(call)).then(resolve, reject);
  });
  try {
    return await ended;
  } finally {
    underWay.delete(end);
  }
}

/** What is thrown at once may be a trap; what a promise rejects with was returned by Rust in good order. */
function begun(call) {
  try {
    return call();
  } catch (error) {
    if (isFatal(error)) died();
    throw error;
  }
}

/** With panic = "abort" nothing in the instance can be trusted, or would go on, after a trap. */
function died() {
  dead = true;
  for (const end of underWay) end(new Error("the WebAssembly instance died"));
  underWay.clear();
}

function revive() {
  glue.__wbg_reset_state();
  glue.watch(died);
  generation++;
  dead = false;
}

// Rust's futures run in microtasks: a trap there has no caller that could catch it.
addEventListener("error", ({ error }) => {
  if (isFatal(error)) died();
});

/** A trap, or any error that went through WebAssembly's frames: those it left behind never ran to their end. */
function isFatal(error) {
  return error instanceof WebAssembly.RuntimeError || /\bwasm:\/\//.test(error?.stack);
}
