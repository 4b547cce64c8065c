/**
 * The driver of one call: it sends, waits and reads the clock when the Rust state machine says so, and decides nothing.
 * Callbacks rather than an async loop: one promise a call leaves a third of the garbage (docs/decisions).
 */
import { newError } from "./error.js";
import { wordsOf } from "./host.js";

/** What the state machine asks for; the numbers are those of `call.rs`. */
const TOKEN = 0;
const SEND = 1;
const WAIT = 2;
const DONE = 3;

/** What Rust writes of a call: what to send, how long to wait, how it ended. */
class Job {
  number = 0;
  method = "";
  url = "";
  authorization = undefined;
  body = undefined;
  headers = undefined;
  timeout = 0;
  wait = 0;
  attempt = undefined;
  error = undefined;

  setHeader(name, value) {
    (this.headers ??= {})[name] = value;
  }
}

/**
 * Runs a call to its end. `client` gives `enter(run)`, which runs `run(core)` in the WebAssembly instance and throws
 * what the call shall be rejected with if that instance is gone; `headers`, `token`, `fetch` and `onAttempt`.
 */
export function drive(client, operation, id, argument, options) {
  return new Promise((resolve, reject) => {
    const job = new Job();
    const signal = options?.signal;
    let timer, controller, began, value;
    let over = false;
    // Each attempt has a number, so that what comes of one that was given up is not taken for the next one's.
    let turn = 0;

    const end = (settle, outcome) => {
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener?.("abort", aborted);
      settle(outcome);
    };
    const aborted = () => {
      if (over) return;
      end(reject, signal.reason);
      controller?.abort(signal.reason);
      forget();
    };
    const forget = () => {
      try {
        client.enter((core) => core.forget(job));
      } catch {
        // The instance is gone, and the call with it.
      }
    };

    const go = (run) => {
      if (over) return;
      clearTimeout(timer);
      turn++;
      let step;
      try {
        step = client.enter(run);
      } catch (error) {
        controller?.abort();
        return end(reject, error);
      }
      if (over) return forget(); // code of the user's ran meanwhile, and aborted
      if (job.attempt) tell();
      if (over) return;
      if (step === SEND) send();
      else if (step === WAIT) timer = setTimeout(() => go((core) => core.waited(job)), job.wait);
      else if (step === TOKEN) ask();
      else if (step === DONE) end(resolve, value);
      else end(reject, job.error ?? newError("internal", "a fault of this library: this call is lost and may have been done", undefined, undefined, undefined, undefined, undefined, undefined, 0));
    };

    const ask = () => {
      const mine = turn;
      controller = undefined;
      timer = setTimeout(() => go((core) => core.tokenFailed(job, `it gave nothing within ${job.timeout} ms`)), job.timeout);
      const { token } = client;
      new Promise((give) => give(token())).then(
        (token) => mine === turn && go((core) => core.token(job, token)),
        (thrown) => {
          if (mine !== turn) return;
          go((core) => core.tokenFailed(job, wordsOf(thrown)));
          // There is none where the call was aborted meanwhile.
          if (job.error) Object.defineProperty(job.error, "cause", { value: thrown, configurable: true, writable: true });
        },
      );
    };

    const send = () => {
      const mine = turn;
      const failed = (thrown, status = 0) =>
        mine === turn && go((core) => core.failed(job, wordsOf(thrown), status));
      const mineToCancel = (controller = new AbortController());
      began = performance.now();
      timer = setTimeout(() => {
        go((core) => core.timedOut(job));
        mineToCancel.abort();
      }, job.timeout);
      const headers = { ...client.headers, ...job.headers };
      if (job.body !== undefined) headers["content-type"] = "application/json";
      if (job.authorization !== undefined) headers.authorization = job.authorization;
      const init = { method: job.method, headers, redirect: "manual", signal: controller.signal };
      if (job.body !== undefined) init.body = job.body;
      let sent;
      try {
        const { fetch } = client;
        sent = fetch(job.url, init);
      } catch (thrown) {
        return failed(thrown);
      }
      Promise.resolve(sent).then((response) => {
        if (mine !== turn) return;
        const hidden = response?.type === "opaqueredirect";
        const status = hidden ? 0 : response?.status;
        if (!hidden && !(Number.isInteger(status) && status > 0 && status < 1000)) {
          return failed("what fetch gave is no Response");
        }
        const read = (text) => {
          if (mine === turn) go((core) => answered(core, status, response, text));
        };
        if (hidden || status === 204) return read("");
        return Promise.resolve(response.text()).then(read, (thrown) => failed(thrown, status));
      }).catch(failed);
    };

    const answered = (core, status, response, text) => {
      let json = true;
      try {
        value = JSON.parse(text);
      } catch {
        json = false;
      }
      return core.answered(job, status, response, json ? value : text, json);
    };

    const tell = () => {
      const attempt = job.attempt;
      job.attempt = undefined;
      attempt.durationMs = performance.now() - began;
      try {
        const { onAttempt } = client;
        // An exporter may well be async: its rejection is not the caller's either.
        onAttempt(attempt)?.then?.(undefined, () => {});
      } catch {
        // A broken observer must not break the call.
      }
    };

    if (signal?.aborted) return end(reject, signal.reason);
    signal?.addEventListener?.("abort", aborted, { once: true });
    go((core) => core.start(job, operation, id, argument, options));
  });
}
