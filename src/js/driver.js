/**
 * The driver of one call: it sends, waits and reads the clock when the Rust state machine tells it to, and makes no
 * decisions. Callbacks instead of an async loop: one promise per call leaves a third of the garbage (docs/decisions).
 */
import { answered, happened, start } from "glue:client";
import { describeError, errorFromReport, instanceLost } from "./error.ts";
import { enter, generation } from "./instance.js";
import { Sending } from "./sending.js";
import { ATTEMPT, HEADERS, RATE_LIMIT, STEP, takeReport } from "./report.ts";
import { texts } from "./document.ts";

// What the state machine asks for, and what it is told; the numbers are those of `call.rs`.
const TOKEN = 0,
  SEND = 1,
  WAIT = 2,
  DONE = 3;
const GIVEN = 0,
  NOT_GIVEN = 1,
  NO_ANSWER = 2,
  TIMED_OUT = 3,
  ABORTED = 4,
  WAITED = 5;
const TEXT = 0,
  JSON_VALUE = 1,
  CUT = 2;

/** How much of a body that is not JSON is examined: an instance never gives memory back. */
const TEXT_MAX = 65_536;

/** Headers for a request with a body. */
export const typed = (headers) => ({ ...headers, "content-type": "application/json" });

/** Numbers are never reused, so that no call can be mistaken for one that has ended. */
let last = 0;

/**
 * Runs a call to its end. `client` gives `slot()`, which throws the error to reject the call with if it has none, and
 * `options`, `timeout`, `headers` and those for a body, `typed`.
 */
export function drive(client, operation, id, argument, body, options) {
  return new Promise((resolve, reject) => {
    const number = ++last;
    const signal = options?.signal;
    let { timeout } = client;
    let headers = body === undefined ? client.headers : client.typed;
    const { fetch = globalThis.fetch, credentials, onAttempt } = client.options ?? {};
    let timer, sending, born, began, cause, value;
    let over = false;
    // Each attempt has a number, so that a late result of an abandoned attempt is not taken for the next one's.
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
      sending?.cancel(signal.reason);
      forget();
    };
    const forget = () => {
      try {
        enter(() => client.slot(true) && happened(number, ABORTED, "", 0));
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
        step = enter(() => {
          const slot = client.slot(born !== undefined);
          born ??= generation;
          if (born !== generation) throw instanceLost("another call ended the instance that this one ran in");
          return run(slot);
        });
      } catch (error) {
        sending?.cancel();
        return end(reject, error);
      }
      const told = takeReport();
      if (over) return forget(); // code of the user's ran meanwhile, and aborted
      if (told[ATTEMPT]) observe(told);
      if (over) return;
      if (told[HEADERS]) headers = body === undefined ? told[HEADERS] : typed(told[HEADERS]);
      timeout = told[STEP]?.timeout ?? timeout;
      if (step === SEND) send(told[STEP]);
      else if (step === WAIT) timer = setTimeout(() => now(WAITED), told[STEP].wait);
      else if (step === TOKEN) ask();
      else if (step === DONE) end(resolve, value);
      else end(reject, errorFromReport(told, cause));
    };
    const now = (event, text = "") => go(() => happened(number, event, text, Math.random()));

    const ask = () => {
      const mine = turn;
      sending = undefined;
      timer = setTimeout(() => now(NOT_GIVEN, `no token within ${timeout} ms`), timeout);
      const { token } = credentials;
      new Promise((give) => give(token())).then(
        (token) => mine === turn && now(GIVEN, typeof token === "string" ? token : ""),
        (thrown) => {
          if (mine !== turn) return;
          cause = { value: thrown, configurable: true, writable: true };
          now(NOT_GIVEN, describeError(thrown));
        },
      );
    };

    const send = ({ url, method, bearer }) => {
      const mine = turn;
      const failed = (thrown) => mine === turn && now(NO_ANSWER, describeError(thrown));
      const init = (sending = new Sending(texts[method], { ...headers }, body));
      if (bearer !== undefined) init.headers.authorization = bearer;
      if (onAttempt) began = performance.now();
      timer = setTimeout(() => {
        now(TIMED_OUT);
        init.cancel();
      }, timeout);
      const received = (response) => {
        if (mine !== turn) return;
        // If an answer breaks off after its head, the head still counts.
        let cut = failed;
        try {
          const hidden = response?.type === "opaqueredirect";
          const status = hidden ? 0 : response?.status;
          if (!hidden && !(Number.isInteger(status) && status > 0 && status < 1000)) {
            return failed("fetch gave no Response");
          }
          const read = (text) => mine === turn && understand(status, response, text);
          if (hidden || status === 204) return read("");
          cut = (thrown) => mine === turn && judge(status, response, describeError(thrown), CUT);
          Promise.resolve(response.text()).then(read, cut);
        } catch (thrown) {
          cut(thrown);
        }
      };
      try {
        Promise.resolve(fetch(url, init)).then(received, failed);
      } catch (thrown) {
        failed(thrown);
      }
    };

    const understand = (status, response, text) => {
      try {
        value = JSON.parse(text);
      } catch {
        value = undefined;
        return judge(status, response, String(text).slice(0, TEXT_MAX), TEXT);
      }
      judge(status, response, value, JSON_VALUE);
    };

    const judge = (status, response, body, kind) =>
      go(() => answered(number, status, response, body, kind, Date.now(), Math.random()));

    const observe = (told) => {
      const attempt = { ...told[ATTEMPT], durationMs: performance.now() - began };
      if (told[RATE_LIMIT]) attempt.rateLimit = told[RATE_LIMIT];
      try {
        // An exporter may be async: its rejection must not reach the caller either.
        onAttempt(attempt)?.then?.(undefined, () => {});
      } catch {
        // A broken observer must not break the call.
      }
    };

    if (signal?.aborted) return end(reject, signal.reason);
    signal?.addEventListener?.("abort", aborted, { once: true });
    const key = typeof id === "string" ? id : undefined;
    go((slot) => start(slot, number, operation, key, argument, body !== undefined, options));
  });
}
