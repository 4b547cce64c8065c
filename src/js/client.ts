/** The classes of the public API; `types.d.ts` declares them for users. */
import { registerClient, releaseClient, nextPageToken as reportNextPageToken } from "glue:client";
import { encode, isList, isRecord } from "./document.ts";
import { type CallClient, type ClientSettings, type Headers, drive, withContentType } from "./driver.ts";
import { errorFromReport, instanceLost, ownError } from "./error.ts";
import { enter, instance } from "./instance.ts";
import { isBrowser, readOptions, without } from "./options.ts";
import { takeReport } from "./report.ts";
import { Operation, Place } from "./wire.ts";

const nothing = () => undefined;

export class NotificationsClient {
  readonly #connection: Connection;
  readonly integrations: Integrations;

  constructor(options?: unknown) {
    this.#connection = new Connection(readOptions(options));
    this.integrations = new Integrations(this.#connection);
  }

  // Older hosts have no Symbol.dispose: then a program that polyfills it finds the method all the same.
  [Symbol.dispose ?? Symbol.for("Symbol.dispose")](): void {
    this.#connection.dispose();
  }
}

/**
 * Gives back the slots of clients that were collected. Workers before the compatibility date 2025-05-05 have no such registry:
 * there a client has a slot only while it is used.
 */
const slots =
  globalThis.FinalizationRegistry &&
  new FinalizationRegistry<[slot: number, generation: number]>(
    ([slot, generation]) => generation === instance.generation && releaseClient(slot),
  );

/** What all families and lists of a client share: the way a call goes. The options stay here, so that a new instance can be given them. */
class Connection implements CallClient {
  options: ClientSettings | undefined;
  timeout = 0;
  headers: Headers = {};
  headersWithBody: Headers = {};
  #slot = 0;
  #generation: number | undefined;
  #isDisposed = false;
  #readOnlyFields: object = {};

  constructor(options: unknown) {
    this.options = options as ClientSettings | undefined;
    enter(() => this.slot(false));
    this.used();
  }

  slot(callStarted: boolean): number {
    if (this.#isDisposed) {
      throw callStarted
        ? instanceLost("its client was disposed")
        : ownError("invalid_request", "this client was disposed: make a new one");
    }
    // A call in progress has what it needs of its client.
    if (!callStarted && this.#generation !== instance.generation) {
      this.#slot = registerClient(this.options, isBrowser());
      const reported = takeReport();
      if (!this.#slot) throw errorFromReport(reported);
      this.#generation = instance.generation;
      slots?.register(this, [this.#slot, this.#generation], this);
      this.headers = { ...(reported[Place.HEADERS] as Headers) };
      this.headersWithBody = withContentType(this.headers);
      this.timeout = reported[Place.STEP]?.timeout as number;
      this.#readOnlyFields = reported[Place.READ_ONLY_FIELDS] as object;
    }
    return this.#slot;
  }

  /** A call without a body. `id`: for a list the token of a later page. */
  call(operation: Operation, id: unknown, query: unknown, options: unknown): Promise<unknown> {
    return drive(this, operation, id, query, undefined, this.#over(options));
  }

  /** A call with a body. Rust checks exactly what is sent: a copy, since getters may return something else the second time. */
  write(operation: Operation, id: unknown, body: unknown, options: unknown): Promise<unknown> {
    const sent = without(body, this.#readOnlyFields);
    if (isRecord(sent) && isRecord(sent.target)) sent.target = without(sent.target, {});
    return drive(this, operation, id, sent, encode(sent), this.#over(options));
  }

  /** A call's options over the client's; undefined where it has none. */
  #over(options: unknown): unknown {
    const own = readOptions(options);
    if (!isRecord(own)) return own;
    const over: Record<string, unknown> = { ...this.options, signal: own.signal };
    for (const name of ["timeout", "maxRetries", "headers"]) if (own[name] !== undefined) over[name] = own[name];
    const shared = this.options?.headers;
    if (shared && isList(own.headers)) over.headers = [...(shared as unknown[]), ...own.headers];
    return over;
  }

  used(): void {
    if (!slots) this.#release();
  }

  #release(): void {
    if (this.#generation === instance.generation) releaseClient(this.#slot);
    this.#generation = undefined;
  }

  dispose(): void {
    this.#release();
    slots?.unregister(this);
    this.#isDisposed = true;
    this.options = undefined;
  }
}

class Integrations {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  create(integration: unknown, options?: unknown) {
    return this.#connection.write(Operation["integrations.create"], undefined, integration, options);
  }

  get(id: unknown, options?: unknown) {
    return this.#connection.call(Operation["integrations.get"], id, undefined, options);
  }

  list(query?: unknown, options?: unknown) {
    return new List(this.#connection, Operation["integrations.list"], query, options);
  }

  update(id: unknown, patch: unknown, options?: unknown) {
    return this.#connection.write(Operation["integrations.update"], id, patch, options);
  }

  delete(id: unknown, options?: unknown) {
    return this.#connection.call(Operation["integrations.delete"], id, undefined, options).then(nothing);
  }

  test(integration: unknown, options?: unknown) {
    return this.#connection.write(Operation["integrations.test"], undefined, integration, options).then(nothing);
  }
}

type Page = { data: unknown[] };

/** Await it for the first page; iterate it for every item. */
class List implements PromiseLike<unknown> {
  readonly #load: (token?: string) => Promise<Page>;
  readonly #operation: Operation;
  readonly #from: unknown;
  #first: Promise<Page> | undefined;
  #isBegun = false;

  constructor(connection: Connection, operation: Operation, query: unknown, options: unknown) {
    // A copy: what the caller changes later must not affect later pages.
    const copy = readOptions(query);
    this.#operation = operation;
    this.#load = (token) => connection.call(operation, token, copy, options) as Promise<Page>;
    this.#from = (copy as { page_token?: unknown } | null | undefined)?.page_token;
  }

  // biome-ignore lint/suspicious/noThenProperty: a list is a promise of its first page.
  then<A, B>(
    onfulfilled?: ((page: Page) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ) {
    this.#first ??= this.#load();
    return this.#first.then(onfulfilled, onrejected);
  }

  async *pages() {
    const seen = [this.#from];
    // The first iteration takes over the awaited page; a later one asks again.
    const first = this.#isBegun ? this.#load() : this;
    this.#isBegun = true;
    let page = await first;
    for (;;) {
      yield page;
      const token = tokenAfter(page, seen, this.#operation);
      if (token === undefined) return;
      seen.push(token);
      page = await this.#load(token);
    }
  }

  async *[Symbol.asyncIterator]() {
    for await (const page of this.pages()) yield* page.data;
  }
}

/** The token of the page after `page`; undefined after the last. `seen`: the tokens that led here. */
export function tokenAfter(page: unknown, seen: unknown[], operation?: Operation): string | undefined {
  enter(() => reportNextPageToken(page, seen, operation));
  const reported = takeReport();
  if (reported[Place.ERROR]) throw errorFromReport(reported);
  return reported[Place.STEP]?.result as string | undefined;
}
