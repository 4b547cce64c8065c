/** The classes that users meet, and the life of the WebAssembly instance behind them. */
import { drive } from "./driver.js";
import { NotificationsError, isNotificationsError, newError } from "./error.js";
import { isBrowser, readOptions, wordsOf } from "./host.js";

export { NotificationsError, isNotificationsError };

let glue;
/** Counts instances: what was made in an earlier one is gone. */
let generation = 0;

/** Starts the compiled module. The entries of the package call this; users never do. */
export function start(bindings, module) {
  glue = bindings;
  glue.initSync({ module });
}

/** Runs something in the instance. A trap ends that instance: a new one is made at once, and whoever asked is told. */
function enter(run) {
  try {
    return run();
  } catch (thrown) {
    if (isNotificationsError(thrown)) throw thrown;
    generation++;
    glue.__wbg_reset_state();
    throw internal(wordsOf(thrown));
  }
}

const lost = (message) => newError("internal", message, undefined, undefined, undefined, undefined, undefined, undefined, 0);

function internal(why) {
  return lost(`a fault of this library (${why}): this call is lost and may have been done, the next one works; please report it`);
}

/** The operations, by their place in Rust's `Operation::ALL`. */
const [CREATE, LIST, GET, UPDATE, DELETE, TEST] = [0, 1, 2, 3, 4, 5];
const nothing = () => undefined;

export class NotificationsClient {
  constructor(options) {
    this.integrations = new Integrations(new Connection(readOptions(options)));
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.integrations[CONNECTION].dispose();
  }
}

const CONNECTION = Symbol("connection");

/** What the driver needs of a client. The options stay here, so that a new instance can be given them. */
class Connection {
  #options;
  #core;
  #generation;
  #disposed = false;
  #headers;

  constructor(options) {
    this.#options = options;
    enter(() => this.#connect());
  }

  #connect() {
    if (this.#disposed) {
      throw newError("invalid_request", "this client was disposed: make a new one", undefined, undefined, undefined, undefined, undefined, undefined, 0);
    }
    if (this.#generation !== generation) {
      this.#core = new glue.Core(this.#options, isBrowser());
      this.#generation = generation;
      const [...pairs] = this.#core.headers();
      this.#headers = { accept: "application/json" };
      while (pairs.length > 0) this.#headers[pairs.shift()] = pairs.shift();
    }
    return this.#core;
  }

  /** A call that began in an instance that is gone is lost with it. */
  call(operation, id, argument, options) {
    let mine;
    const client = {
      enter: (run) =>
        enter(() => {
          if (mine !== undefined && this.#disposed) throw lost("this client was disposed while the call was under way: it may have been done");
          const core = this.#connect();
          mine ??= generation;
          if (mine !== generation) throw internal("another call ended the instance that this one ran in");
          return run(core);
        }),
      headers: this.#headers,
      fetch: this.#options?.fetch ?? globalThis.fetch,
      token: this.#options?.credentials?.token,
      onAttempt: this.#options?.onAttempt ?? nothing,
    };
    return drive(client, operation, id, argument, readOptions(options));
  }

  dispose() {
    if (!this.#disposed && this.#generation === generation) this.#core.free();
    this.#disposed = true;
    this.#options = undefined;
  }
}

class Integrations {
  #connection;

  constructor(connection) {
    this.#connection = connection;
  }

  get [CONNECTION]() {
    return this.#connection;
  }

  create(integration, options) {
    return this.#connection.call(CREATE, undefined, integration, options);
  }

  get(id, options) {
    return this.#connection.call(GET, id, undefined, options);
  }

  list(query, options) {
    // What is changed in it later shall not lead later pages elsewhere.
    query = readOptions(query);
    return new IntegrationList((token) => this.#connection.call(LIST, token, query, options), query?.page_token);
  }

  update(id, patch, options) {
    return this.#connection.call(UPDATE, id, patch, options);
  }

  delete(id, options) {
    return this.#connection.call(DELETE, id, undefined, options).then(nothing);
  }

  test(integration, options) {
    return this.#connection.call(TEST, undefined, integration, options).then(nothing);
  }
}

/** Await it for the first page; iterate it for every integration. */
class IntegrationList {
  #load;
  #first;
  #from;

  constructor(load, from) {
    this.#load = load;
    this.#from = from;
  }

  then(onfulfilled, onrejected) {
    this.#first ??= this.#load();
    return this.#first.then(onfulfilled, onrejected);
  }

  async *pages() {
    const seen = [this.#from];
    let page = await this;
    for (;;) {
      yield page;
      const token = enter(() => glue.nextPageToken(page, seen));
      if (token === undefined) return;
      seen.push(token);
      page = await this.#load(token);
    }
  }

  async *[Symbol.asyncIterator]() {
    for await (const page of this.pages()) yield* page.data;
  }
}

export function redactUrl(url) {
  const text = typeof url === "string" ? url : "";
  return enter(() => glue.redactUrl(text));
}

/** Rows come as the API sent them: a kind may be anything. */
function standingOf(target) {
  const kind = target?.kind;
  return typeof kind === "string" ? enter(() => glue.standingOfKind(kind)) : 0;
}

export function isKnownTarget(target) {
  return standingOf(target) > 0;
}

export function isWritableTarget(target) {
  return standingOf(target) > 1;
}
