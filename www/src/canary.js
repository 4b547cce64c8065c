// Knows how the tests of each integration went, as the Worker answers them and stores them.
import { follow } from "./canaryRun.js";
import { now } from "./clock.js";
import { workerJson } from "./session.js";

const isRecord = (value) => value !== null && typeof value === "object";

/** Announces `change`. The widgets read its fields and never write them. */
class Canary extends EventTarget {
  /** Whether the Worker has a canary: an older one has none. */
  there = true;
  /** Whether the Worker stores results; undefined until it has said so. */
  persisted = undefined;
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
  /** By id, as the Worker gives them: { health, since, health_at, last_test }. */
  #results = new Map();
  /** By id: { error, at, run } of a test from this page that was not accepted; `run` is that of its result, if it has one. */
  #failures = new Map();
  /** By id: the time of the last test when the target was changed. */
  #outdated = new Map();
  /** Ids of what is deleted. The Worker keeps their results for a while. */
  #gone = new Set();
  #loading = 0;
  #isLoading = false;
  #visit = 0;

  /** Never fails: without these, the list is as good as it was. */
  async load() {
    const loading = (this.#loading += 1);
    this.askedAt = Date.now();
    this.#isLoading = true;
    let told;
    let failed = null;
    try {
      told = await workerJson("canary/results", hasRows);
    } catch (error) {
      failed = error;
    }
    if (loading !== this.#loading) return;
    this.#isLoading = false;
    if (told) this.#take(told);
    this.there = failed?.status !== 404;
    // Whoever must sign in is asked to already.
    this.error = [401, 404].includes(failed?.status) ? null : failed;
    this.#changed();
  }

  /** Forgets everything, as at the start. */
  clear() {
    this.#loading += 1;
    this.#visit += 1;
    this.#isLoading = false;
    for (const known of [this.#results, this.#failures, this.#outdated, this.#gone]) known.clear();
    this.#take({});
    this.error = null;
    this.#changed();
  }

  /**
   * Notes the answer to a test that was sent from this page: its `result`, whether the Worker stored it, and the `error` where
   * it was not accepted. An error without a result says nothing of the integration.
   */
  note(id, { result, persisted, error }) {
    if (isRecord(result)) this.#put(id, result, persisted);
    if (error) this.#failures.set(id, { error, at: result?.at ?? new Date(now()).toISOString(), run: result?.run });
    else this.#failures.delete(id);
    this.#changed();
    // What is on its way may have been read before this test.
    if (this.#isLoading) this.load();
  }

  /** Notes that the target has changed: what was known of it is out of date. */
  outdate(id) {
    this.#failures.delete(id);
    this.#outdated.set(id, this.lastTest(id)?.at);
    this.#changed();
  }

  /** Whether the target was changed here since this test. */
  isOutdated(id, test) {
    return Date.parse(test.at) <= Date.parse(this.#outdated.get(id));
  }

  /** Forgets an integration that is deleted. */
  drop(id) {
    this.#gone.add(id);
    this.#failures.delete(id);
    this.#results.delete(id);
    this.#changed();
  }

  /** The last test of an integration, or undefined. */
  lastTest(id) {
    return this.#results.get(id)?.last_test;
  }

  /** Why a test from this page was not accepted: { error, at, result }, where `result` is its own; undefined if that was not the last. */
  failureOf(id) {
    const failure = this.#failures.get(id);
    const test = this.lastTest(id);
    if (!failure || (failure.run !== undefined && failure.run !== test?.run)) return undefined;
    return { error: failure.error, at: failure.at, result: failure.run === undefined ? undefined : test };
  }

  /** The test that decided whether an integration works: an inconclusive one does not. */
  decisiveTest(id) {
    const { health_at: at, last_test: test } = this.#results.get(id) ?? {};
    return at === undefined ? test : { at };
  }

  /** Since when an integration has not worked; null where it works or nothing is known. */
  failingSince(id) {
    const { health, since } = this.#results.get(id) ?? {};
    return health === "failing" ? (since ?? "") : null;
  }

  /** Since when nobody knows whether an integration works, its tests being inconclusive; null where that is known. */
  unknownSince(id) {
    const { health, since } = this.#results.get(id) ?? {};
    return health === "unknown" ? (since ?? "") : null;
  }

  /** The ids of those that do not work, loaded into the list or not. */
  get failing() {
    return [...this.#results.keys()].filter((id) => this.failingSince(id) !== null);
  }

  /** The tests that the Worker stores of an integration, newest first; null if it stores none at all. */
  async testsOf(id, options) {
    if (!this.there || this.persisted === false) return null;
    const told = await workerJson(`canary/results/${encodeURIComponent(id)}`, hasRows, options);
    return told.persisted === true ? told.data.filter(isRecord) : null;
  }

  /**
   * Has everything tested that can be. Resolves to what the Worker says of it: `queued` is how many tests its queue sends in the
   * background. Where there are any, `follow` them.
   */
  async run() {
    // Tests of older Workers don't name their run: all that tells them apart is when the one before was sent.
    const last = [...this.#results.values()].map(({ last_test: test }) => test);
    if (!last.some((test) => test?.run !== undefined)) await this.load();
    const before = new Map([...this.#results].map(([id, { last_test: test }]) => [id, test?.at]));
    const told = await workerJson("canary/run", ({ run, selected }) => run !== undefined || selected !== undefined, {
      method: "POST",
    });
    const { queued = 0 } = told;
    if (queued < told.selected) await this.load();
    this.#noteFailed(told);
    return { ...told, queued, before };
  }

  /** Loads the results until the run's tests are done, or a minute has passed. See canaryRun.js. */
  follow(run) {
    const visit = this.#visit;
    const isLeft = () => visit !== this.#visit;
    const load = async () => {
      await this.load();
      return [...this.#results].map(([id, { last_test: test }]) => [id, test]);
    };
    return follow(run, { load, isLeft });
  }

  /** What a run found is shown even where the Worker stores nothing. */
  #noteFailed({ run, failed }) {
    for (const result of Array.isArray(failed) ? failed.filter(isRecord) : [])
      if (run === undefined || this.lastTest(result.id)?.run !== run) this.#put(result.id, result, false);
    this.#changed();
  }

  /** Where nothing is stored, the Worker knows of no earlier test, and an inconclusive one has no health. */
  #put(id, { run, at, trigger, result, code, status, detail, request_id, ...row }, persisted) {
    const test = { run, at, trigger, result, code, status, detail, request_id };
    this.#results.set(id, { ...this.#results.get(id), ...row, id, persisted, last_test: test });
  }

  /** What the Worker could not store stays, until there is a later test. */
  #take({ persisted, notes, data, webhook, last_run: lastRun, last_scheduled: lastScheduled }) {
    this.persisted = persisted;
    this.webhook = webhook === true;
    this.lastScheduled = typeof lastScheduled === "string" ? lastScheduled : null;
    this.notes = Array.isArray(notes) ? notes.map(String) : [];
    this.lastRun = isRecord(lastRun) ? lastRun : null;
    const unstored = [...this.#results.values()].filter((row) => row.persisted === false);
    const rows = Array.isArray(data) ? data.filter((row) => isRecord(row) && !this.#gone.has(row.id)) : [];
    this.#results = new Map(rows.map((row) => [row.id, row]));
    for (const row of unstored) if (!isLater(this.lastTest(row.id), row.last_test)) this.#results.set(row.id, row);
    for (const [id, { run }] of this.#failures) if (run === undefined) this.#failures.delete(id);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

const hasRows = ({ data }) => Array.isArray(data);

const isLater = (test, other) => Date.parse(test?.at) > Date.parse(other.at);

export const canary = new Canary();
