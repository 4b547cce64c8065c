/** What an attempt passes to fetch. */

/** Own and enumerable, so that `{ ...init }` carries it on; one accessor for all, so that they share their hidden class. */
const signal = {
  enumerable: true,
  configurable: true,
  get() {
    return this.constructor.signalOf(this);
  },
};

/**
 * A `RequestInit`. Its signal is created on first access: an AbortController is the most expensive part of an attempt, and a
 * fetch without a network, such as the sandbox's, may never read it.
 */
export class Sending {
  #controller;
  #cancelled;

  constructor(method, headers, body) {
    this.method = method;
    this.headers = headers;
    this.body = body;
    this.redirect = "manual";
    Object.defineProperty(this, "signal", signal);
  }

  /** Cancels the request, also if the signal is read only afterwards. */
  cancel(reason) {
    this.#cancelled = [reason];
    this.#controller?.abort(reason);
  }

  static signalOf(sending) {
    if (!sending.#controller) {
      sending.#controller = new AbortController();
      if (sending.#cancelled) sending.#controller.abort(...sending.#cancelled);
    }
    return sending.#controller.signal;
  }
}
