/**
 * The driver of a call: it sends, waits and reads the clock when the Rust state machine tells it to, and makes no decisions.
 * Callbacks instead of an async loop: one promise per call leaves a third of the garbage (docs/decisions/0002).
 */
import { onEvent, onResponse, startCall } from "glue:client";
import { AttemptInit } from "./attempt.ts";
import { texts } from "./document.ts";
import { describeError, errorFromReport, instanceLost } from "./error.ts";
import { enter, instance } from "./instance.ts";
import { type Report, takeReport } from "./report.ts";
import { Body, Event, type Operation, Place, Step } from "./wire.ts";

/** How much of a body that is not JSON is examined: an instance never gives memory back. */
const TEXT_MAX = 65_536;

/** What a call needs of its client. */
export interface CallClient {
  /** The options that the client was made with, read once. */
  readonly options: ClientSettings | undefined;
  /** Milliseconds for one attempt. */
  readonly timeout: number;
  /** The headers of every request, and of those with a body. */
  readonly headers: Headers;
  readonly headersWithBody: Headers;
  /** The client's slot in the current instance, for a call that begins. Throws the error to reject the call with. */
  slot(callStarted: boolean): number;
  /** Tells that the slot is not needed until the next call begins. */
  used(): void;
}
/** Of a client's options, those that the driver itself uses; Rust has checked them. */
export interface ClientSettings {
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  readonly credentials?: { readonly token?: () => unknown };
  readonly onAttempt?: (attempt: object) => unknown;
  readonly headers?: unknown;
}
export type Headers = Readonly<Record<string, string>>;

export const withContentType = (headers: Headers): Headers => ({ ...headers, "content-type": "application/json" });

/** Numbers are never reused, so that no call can be mistaken for one that has ended. */
let lastNumber = 0;

/**
 * Runs a call to its end. `id`: for a list the token of a later page. `argument`: the query, or the body, which `body` holds
 * as JSON. `options`: the call's over the client's.
 */
export function drive(
  client: CallClient,
  operation: Operation,
  id: unknown,
  argument: unknown,
  body: string | undefined,
  options: unknown,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    new Call(client, body, resolve, reject).start(operation, id, argument, options);
  });
}

class Call {
  readonly #number = ++lastNumber;
  readonly #client: CallClient;
  readonly #body: string | undefined;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (reason: unknown) => void;
  #headers: Headers;
  #timeout: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt: AttemptInit | undefined;
  /** Each attempt has a number, so that a late result of an abandoned attempt is not taken for the next one's. */
  #attemptId = 0;
  #attemptStartedAt = 0;
  /** The instance that the call lives in. */
  #startedIn: number | undefined;
  #ended = false;
  /** The last body. */
  #value: unknown;
  /** What the token function threw, as a property of the error. */
  #cause: PropertyDescriptor | undefined;
  #signal: AbortSignal | undefined;
  #onAbort: (() => void) | undefined;

  constructor(
    client: CallClient,
    body: string | undefined,
    resolve: (value: unknown) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#client = client;
    this.#body = body;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#headers = body === undefined ? client.headers : client.headersWithBody;
    this.#timeout = client.timeout;
  }

  start(operation: Operation, id: unknown, argument: unknown, options: unknown): void {
    const signal = (options as { signal?: AbortSignal } | undefined)?.signal;
    if (signal) {
      if (signal.aborted) return this.#reject(signal.reason);
      this.#signal = signal;
      this.#onAbort = () => this.#abort();
      signal.addEventListener?.("abort", this.#onAbort, { once: true });
    }
    const key = typeof id === "string" ? id : undefined;
    const hasBody = this.#body !== undefined;
    this.#advance((slot) => startCall(slot, this.#number, operation, key, argument, hasBody, options));
    this.#client.used();
  }

  /** Tells Rust what happened, and does what it asks for. */
  #advance(report: (slot: number) => Step): void {
    if (this.#ended) return;
    clearTimeout(this.#timer);
    this.#attemptId++;
    let step: Step;
    try {
      step = enter(() => {
        const slot = this.#client.slot(this.#startedIn !== undefined);
        this.#startedIn ??= instance.generation;
        if (this.#startedIn !== instance.generation) throw instanceLost("another call ended the instance that this one ran in");
        return report(slot);
      });
    } catch (error) {
      this.#attempt?.cancel();
      return this.#end(this.#reject, error);
    }
    const reported = takeReport();
    // Code of the user's may have run meanwhile, and aborted.
    if (this.#ended) return this.#forget();
    if (reported[Place.ATTEMPT]) this.#reportAttempt(reported);
    if (this.#ended) return;
    const headers = reported[Place.HEADERS] as Headers | undefined;
    if (headers) this.#headers = this.#body === undefined ? headers : withContentType(headers);
    const details = reported[Place.STEP] as Details | undefined;
    this.#timeout = details?.timeout ?? this.#timeout;
    if (step === Step.SEND) this.#send(details as Details);
    else if (step === Step.WAIT) this.#timer = setTimeout(() => this.#onEvent(Event.WAIT_ELAPSED), details?.wait);
    else if (step === Step.TOKEN) this.#requestToken();
    else if (step === Step.DONE) this.#end(this.#resolve, this.#value);
    else this.#end(this.#reject, errorFromReport(reported, this.#cause));
  }

  #onEvent(event: Event, text = ""): void {
    this.#advance(() => onEvent(this.#number, event, text, Math.random()));
  }

  #requestToken(): void {
    const id = this.#attemptId;
    this.#attempt = undefined;
    this.#timer = setTimeout(() => this.#onEvent(Event.TIMED_OUT), this.#timeout);
    const { token } = (this.#client.options as { credentials: { token: () => unknown } }).credentials;
    new Promise((give) => give(token())).then(
      (token) => id === this.#attemptId && this.#onEvent(Event.TOKEN_READY, typeof token === "string" ? token : ""),
      (thrown) => {
        if (id !== this.#attemptId) return;
        this.#cause = { value: thrown };
        this.#onEvent(Event.TOKEN_FAILED, describeError(thrown));
      },
    );
  }

  #send({ url, method, bearer }: Details): void {
    const { fetch = globalThis.fetch, onAttempt } = this.#client.options ?? {};
    const id = this.#attemptId;
    const init = new AttemptInit(texts[method] as string, { ...this.#headers }, this.#body);
    this.#attempt = init;
    if (bearer !== undefined) init.headers.authorization = bearer;
    if (onAttempt) this.#attemptStartedAt = performance.now();
    this.#timer = setTimeout(() => {
      this.#onEvent(Event.TIMED_OUT);
      init.cancel();
    }, this.#timeout);
    const failed = (thrown: unknown) => this.#fetchFailed(id, thrown);
    try {
      // What any fetch returned, which need not be a promise, nor its value a Response.
      Promise.resolve(fetch(url, init)).then((response) => this.#readBody(id, response), failed);
    } catch (thrown) {
      failed(thrown);
    }
  }

  #fetchFailed(id: number, thrown: unknown): void {
    if (id === this.#attemptId) this.#onEvent(Event.FETCH_FAILED, describeError(thrown));
  }

  #readBody(id: number, response: Response): void {
    if (id !== this.#attemptId) return;
    let status: number | undefined;
    // If a response breaks off after its head, the head still counts.
    const truncated = (thrown: unknown) => {
      if (id !== this.#attemptId) return;
      if (status === undefined) this.#fetchFailed(id, thrown);
      else this.#reportResponse(status, response, describeError(thrown), Body.TRUNCATED);
    };
    try {
      const hidden = response?.type === "opaqueredirect";
      const code = hidden ? 0 : response?.status;
      if (!hidden && !(Number.isInteger(code) && code > 0 && code < 1000)) {
        return this.#fetchFailed(id, "fetch gave no Response");
      }
      status = code;
      if (hidden || code === 204) return this.#parse(code, response, "");
      Promise.resolve(response.text()).then((text) => id === this.#attemptId && this.#parse(code, response, text), truncated);
    } catch (thrown) {
      truncated(thrown);
    }
  }

  #parse(status: number, response: Response, text: string): void {
    try {
      this.#value = JSON.parse(text);
    } catch {
      this.#value = undefined;
      return this.#reportResponse(status, response, String(text).slice(0, TEXT_MAX), Body.TEXT);
    }
    this.#reportResponse(status, response, this.#value, Body.JSON);
  }

  #reportResponse(status: number, response: Response, body: unknown, kind: Body): void {
    this.#advance(() => onResponse(this.#number, status, response, body, kind, Date.now(), Math.random()));
  }

  #reportAttempt(reported: Report): void {
    const attempt: Record<string, unknown> = {
      ...reported[Place.ATTEMPT],
      durationMs: performance.now() - this.#attemptStartedAt,
    };
    if (reported[Place.RATE_LIMIT]) attempt.rateLimit = reported[Place.RATE_LIMIT];
    try {
      // An exporter may be async: its rejection must not reach the caller either.
      const returned = this.#client.options?.onAttempt?.(attempt) as Partial<PromiseLike<unknown>> | undefined;
      returned?.then?.(undefined, () => {});
    } catch {
      // A broken observer must not break the call.
    }
  }

  #abort(): void {
    if (this.#ended) return;
    const reason: unknown = this.#signal?.reason;
    this.#end(this.#reject, reason);
    this.#attempt?.cancel(reason);
    this.#forget();
  }

  #forget(): void {
    try {
      enter(() => onEvent(this.#number, Event.ABORTED, "", 0));
    } catch {
      // The instance is gone, and the call with it.
    }
  }

  #end(settle: (outcome: unknown) => void, outcome: unknown): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    if (this.#onAbort) this.#signal?.removeEventListener?.("abort", this.#onAbort);
    settle(outcome);
  }
}

/** What Rust says of a step: of a request its URL, the number of its method's name and a token's header; how long to wait. */
type Details = { url: string; method: number; bearer?: string; timeout?: number; wait?: number };
