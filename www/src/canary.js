// Knows how the tests went: those sent from this page, and those that the Worker's canary remembers of each integration.
import { follow } from "./canaryRun.js";
import { now } from "./clock.js";
import { askWorker } from "./session.js";

const isRecord = (value) => value !== null && typeof value === "object";

/** Announces `change`. The widgets read its fields and never write them. */
class Canary extends EventTarget {
  /** Whether the Worker has a canary: an older one has none. */
  there = true;
  /** Whether the Worker remembers tests; undefined until it has said so. */
  kept = undefined;
  /** What the operator should know about the Worker's configuration, in sentences. */
  notes = [];
  lastRun = null;
  /** When the last scheduled run began, or null. */
  lastScheduled = null;
  /** Whether the Worker has a webhook to which it reports what stopped working. */
  webhook = false;
  /** Why the last loading failed, or null. What was known before still holds. */
  error = null;
  /** When the results were last asked for, by this device's clock. */
  askedAt = 0;
  /** By id, as the Worker tells them. */
  #remembered = new Map();
  /** By id: { at, outcome, … }, of the tests sent from this page. */
  #own = new Map();
  /** Likewise the last of them that got a clear answer. */
  #settled = new Map();
  /** By id: the time of the last test that was remembered when the target was changed. */
  #outdated = new Map();
  /** Ids of what is deleted. The Worker remembers them for a while. */
  #gone = new Set();
  #loading = 0;
  #visit = 0;

  /** Never fails: without these, the list is as good as it was. */
  async load() {
    const loading = (this.#loading += 1);
    this.askedAt = Date.now();
    let told;
    let failed = null;
    try {
      told = await (await askWorker("canary/results")).json();
    } catch (error) {
      failed = error;
    }
    if (loading !== this.#loading) return;
    if (isRecord(told)) this.#take(told);
    this.there = failed?.status !== 404;
    // Whoever must sign in is asked to already.
    this.error = [401, 404].includes(failed?.status) ? null : failed;
    this.#changed();
  }

  /** Forgets everything, as at the start. */
  clear() {
    this.#loading += 1;
    this.#visit += 1;
    for (const known of [this.#own, this.#settled, this.#outdated, this.#gone]) known.clear();
    this.#take({});
    this.error = null;
    this.#changed();
  }

  /** Notes the result of a test that was sent from this page and has just been answered. */
  note(id, error) {
    const outcome = !error ? "accepted" : isRefusal(error.status) ? "refused" : "unclear";
    this.#note(id, { outcome, error });
    this.#changed();
  }

  /** Notes that the target has changed: what was known of it is out of date. */
  outdate(id) {
    this.#own.delete(id);
    this.#settled.delete(id);
    this.#outdated.set(id, this.#remembered.get(id)?.last_test?.at);
    this.#changed();
  }

  /** Whether the target was changed here since this test. */
  isOutdated(id, test) {
    return this.#outdated.has(id) && this.#outdated.get(id) === test.at;
  }

  /** Forgets an integration that is deleted. */
  drop(id) {
    this.#gone.add(id);
    this.#own.delete(id);
    this.#settled.delete(id);
    this.#remembered.delete(id);
    this.#changed();
  }

  /** The newest test of an integration, or undefined. One that the Worker remembers has `by`. */
  lastTest(id) {
    const own = this.#own.get(id);
    const remembered = this.#remembered.get(id)?.last_test;
    return goesBefore(own, remembered) ? own : remembered;
  }

  /** The test by which it is known whether an integration works: one from here that got no clear answer does not tell. */
  tellingTest(id) {
    const settled = this.#settled.get(id);
    const remembered = this.#remembered.get(id)?.last_test;
    return goesBefore(settled, remembered) ? settled : remembered;
  }

  /** Since when an integration has not worked, or "" where a test from here found it; null where it works or nothing is known. */
  illSince(id) {
    const settled = this.#settled.get(id);
    const { health, since, last_test: remembered } = this.#remembered.get(id) ?? {};
    if (goesBefore(settled, remembered)) return settled.outcome === "refused" ? "" : null;
    return health === "ill" ? (since ?? "") : null;
  }

  /** Since when nobody knows whether an integration works, its tests having no clear answer; null where that is known. */
  unknownSince(id) {
    const { health, since, last_test: remembered } = this.#remembered.get(id) ?? {};
    if (goesBefore(this.#settled.get(id), remembered)) return null;
    return health === "unknown" ? (since ?? "") : null;
  }

  /** The ids of those that do not work, loaded into the list or not. */
  get ill() {
    return [...new Set([...this.#remembered.keys(), ...this.#settled.keys()])].filter((id) => this.illSince(id) !== null);
  }

  /** The tests that the Worker remembers of an integration, newest first; null if it remembers none at all. */
  async testsOf(id, options) {
    if (!this.there || this.kept === false) return null;
    const told = await (await askWorker(`canary/results/${encodeURIComponent(id)}`, options)).json();
    return told.kept === true && Array.isArray(told.data) ? told.data.filter(isRecord) : null;
  }

  /**
   * Has everything tested that can be. Resolves to what the Worker says of it, with `handedOn`: how many tests its queue does in
   * the background. Where there are any, `follow` them.
   */
  async run() {
    // Tests of older Workers don't name their run: all that tells them apart is when the one before was sent.
    const last = [...this.#remembered.values()].map(({ last_test: test }) => test);
    if (!last.some((test) => test?.run !== undefined)) await this.load();
    const before = new Map([...this.#remembered].map(([id, { last_test: test }]) => [id, test?.at]));
    const told = await (await askWorker("canary/run", { method: "POST" })).json();
    const handedOn = told.handed_on ?? (told.queued ? told.chosen : 0);
    if (handedOn < told.chosen) await this.load();
    this.#noteFailed(told);
    return { ...told, handedOn, before };
  }

  /** Loads the results until the run's tests are done, or a minute has passed. See canaryRun.js. */
  follow(run) {
    const visit = this.#visit;
    const isLeft = () => visit !== this.#visit;
    const load = async () => {
      await this.load();
      return [...this.#remembered].map(([id, { last_test: test }]) => [id, test]);
    };
    return follow(run, { load, isLeft });
  }

  /** What a run found is shown even where the Worker remembers nothing. */
  #noteFailed({ run, failed }) {
    for (const { id, outcome, ...more } of Array.isArray(failed) ? failed.filter(isRecord) : []) {
      const remembered = this.#remembered.get(id)?.last_test;
      if (remembered?.run === undefined || remembered.run !== run) this.#note(id, { outcome, ...more, by: "run" });
    }
    this.#changed();
  }

  #note(id, result) {
    const test = { at: new Date(now()).toISOString(), ...result, over: this.#remembered.get(id)?.last_test?.at };
    this.#own.set(id, test);
    if (test.outcome !== "unclear") this.#settled.set(id, test);
  }

  #take({ kept, notes, data, webhook, last_run: lastRun, last_scheduled: lastScheduled }) {
    this.kept = kept;
    this.webhook = webhook === true;
    this.lastScheduled = typeof lastScheduled === "string" ? lastScheduled : null;
    this.notes = Array.isArray(notes) ? notes.map(String) : [];
    this.lastRun = isRecord(lastRun) ? lastRun : null;
    const rows = Array.isArray(data) ? data.filter((row) => isRecord(row) && !this.#gone.has(row.id)) : [];
    this.#remembered = new Map(rows.map((row) => [row.id, row]));
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** As the Worker has it (src/worker/canary/outcome.rs): any other status says nothing of the integration. */
const isRefusal = (status) => [400, 404, 422].includes(status);

/** Whether a test from this page is newer than the one remembered. `over`: the one that was remembered when it was sent. */
const goesBefore = (own, remembered) =>
  own !== undefined && (remembered?.at === own.over || !(Date.parse(remembered?.at) > Date.parse(own.at)));

export const canary = new Canary();
