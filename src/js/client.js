/** The classes of the public API. */
import { registerClient, releaseClient, nextPageToken, redactUrl as redact, standingOfKind } from "glue:client";
import { drive, typed } from "./driver.js";
import { NotificationsError, isNotificationsError, instanceLost, ownError, errorFromReport } from "./error.ts";
import { isBrowser, readOptions, without } from "./options.ts";
import { enter, generation, start } from "./instance.js";
import { ERROR, HEADERS, STEP, UNSENT, takeReport } from "./report.ts";
import { encode, isList, isRecord } from "./document.ts";

export { NotificationsError, isNotificationsError, start };

/** The operations, by their place in Rust's `Operation::ALL`. */
const CREATE = 0,
  LIST = 1,
  GET = 2,
  UPDATE = 3,
  DELETE = 4,
  TEST = 5;
const nothing = () => undefined;

export class NotificationsClient {
  #handle;

  constructor(options) {
    this.#handle = new ClientHandle(readOptions(options));
    this.integrations = new Integrations(this.#handle);
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.#handle.dispose();
  }
}

/** Gives back the slots of clients that were collected. */
const slots = new FinalizationRegistry(([slot, made]) => made === generation && releaseClient(slot));

/** What the driver needs of a client. The options stay here, so that a new instance can be given them. */
class ClientHandle {
  #slot;
  #made;
  #disposed;
  #unsent;

  constructor(options) {
    this.options = options;
    enter(() => this.slot());
  }

  /** The client's slot in the current instance. */
  slot(underWay) {
    if (this.#disposed) {
      throw underWay
        ? instanceLost("its client was disposed")
        : ownError("invalid_request", "this client was disposed: make a new one");
    }
    if (this.#made !== generation) {
      this.#slot = registerClient(this.options, isBrowser());
      const told = takeReport();
      if (!this.#slot) throw errorFromReport(told);
      this.#made = generation;
      slots.register(this, [this.#slot, generation], this);
      this.headers = { ...told[HEADERS] };
      this.typed = typed(this.headers);
      this.timeout = told[STEP].timeout;
      this.#unsent = told[UNSENT];
    }
    return this.#slot;
  }

  call(operation, id, query, options) {
    return drive(this, operation, id, query, undefined, this.#over(options));
  }

  /** Rust checks exactly what is sent: a copy, since getters may return something else the second time. */
  write(operation, id, argument, options) {
    const sent = without(argument, this.#unsent);
    if (isRecord(sent) && isRecord(sent.target)) sent.target = without(sent.target, {});
    return drive(this, operation, id, sent, encode(sent), this.#over(options));
  }

  /** A call's options over the client's; undefined where it has none. */
  #over(options) {
    const own = readOptions(options);
    if (!isRecord(own)) return own;
    const over = { ...this.options, signal: own.signal };
    for (const name of ["timeout", "maxRetries", "headers"]) if (own[name] !== undefined) over[name] = own[name];
    const shared = this.options?.headers;
    if (shared && isList(own.headers)) over.headers = [...shared, ...own.headers];
    return over;
  }

  dispose() {
    if (!this.#disposed && this.#made === generation) releaseClient(this.#slot);
    slots.unregister(this);
    this.#disposed = true;
    this.options = undefined;
  }
}

class Integrations {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  create(integration, options) {
    return this.#handle.write(CREATE, undefined, integration, options);
  }

  get(id, options) {
    return this.#handle.call(GET, id, undefined, options);
  }

  list(query, options) {
    // A copy: what the caller changes later must not affect later pages.
    query = readOptions(query);
    return new IntegrationList((token) => this.#handle.call(LIST, token, query, options), query?.page_token);
  }

  update(id, patch, options) {
    return this.#handle.write(UPDATE, id, patch, options);
  }

  delete(id, options) {
    return this.#handle.call(DELETE, id, undefined, options).then(nothing);
  }

  test(integration, options) {
    return this.#handle.write(TEST, undefined, integration, options).then(nothing);
  }
}

/** Await it for the first page; iterate it for every integration. */
class IntegrationList {
  #load;
  #first;
  #from;
  #begun;

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
    // The first iteration takes over the awaited page; a later one asks again.
    const first = this.#begun ? this.#load() : this;
    this.#begun = true;
    let page = await first;
    for (;;) {
      yield page;
      enter(() => nextPageToken(page, seen));
      const told = takeReport();
      if (told[ERROR]) throw errorFromReport(told);
      const token = told[STEP]?.result;
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
  enter(() => redact(typeof url === "string" ? url : ""));
  return takeReport()[STEP].result;
}

/** Rows are as the API sent them: a kind may be anything. */
function standingOf(target) {
  const kind = target?.kind;
  return typeof kind === "string" ? enter(() => standingOfKind(kind)) : 0;
}

export function isKnownTarget(target) {
  return standingOf(target) > 0;
}

export function isWritableTarget(target) {
  return standingOf(target) > 1;
}
