/** What an attempt passes to fetch. */

/** Own and enumerable, so that `{ ...init }` carries it on; one accessor for all, so that they share their hidden class. */
const signal: PropertyDescriptor & ThisType<AttemptInit> = {
  enumerable: true,
  configurable: true,
  get() {
    return AttemptInit.signalOf(this);
  },
};

/**
 * A `RequestInit`. Its signal is created on first access: an AbortController is the most expensive part of an attempt, and a
 * fetch without a network, such as the sandbox's, may never read it.
 */
export class AttemptInit {
  #controller: AbortController | undefined;
  #cancelled: [unknown] | undefined;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  readonly redirect = "manual";
  declare readonly signal: AbortSignal;

  constructor(method: string, headers: Record<string, string>, body: string | undefined) {
    this.method = method;
    this.headers = headers;
    this.body = body;
    Object.defineProperty(this, "signal", signal);
  }

  /** Cancels the request, also if the signal is read only afterwards. */
  cancel(reason?: unknown): void {
    this.#cancelled = [reason];
    this.#controller?.abort(reason);
  }

  static signalOf(init: AttemptInit): AbortSignal {
    if (!init.#controller) {
      init.#controller = new AbortController();
      if (init.#cancelled) init.#controller.abort(...init.#cancelled);
    }
    return init.#controller.signal;
  }
}
