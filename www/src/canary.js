// Knows how the tests went: those that this page sent, and those that the Worker's canary remembers of every integration.
import { askWorker } from "./session.js";

/** Between loadings while the Worker's queue is at work: a minute in all. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

const isRecord = (value) => value !== null && typeof value === "object";

/** Announces `change`. The widgets read its fields and never write them. */
class Canary extends EventTarget {
  /** Whether the Worker has a canary: an older one has none. */
  there = true;
  /** Whether the Worker remembers tests; undefined until it has said so. */
  kept = undefined;
  /** What the operator should know of how the Worker is set up, in sentences. */
  notes = [];
  lastRun = null;
  /** Why the last loading failed, or null. What was known goes on to count. */
  error = null;
  /** By id, as the Worker tells them. */
  #remembered = new Map();
  /** By id: { at, outcome, error }, of the tests that this page sent. */
  #own = new Map();
  /** Likewise the last of them that was answered clearly. */
  #settled = new Map();
  #loading = 0;
  #visit = 0;

  /** Never fails: without these, the list is as good as it was. */
  async load() {
    const loading = (this.#loading += 1);
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
    // Who must sign in is asked to already.
    this.error = [401, 404].includes(failed?.status) ? null : failed;
    this.#changed();
  }

  /** Forgets everything, as at the start. */
  clear() {
    this.#loading += 1;
    this.#visit += 1;
    this.#own.clear();
    this.#settled.clear();
    this.#take({});
    this.error = null;
    this.#changed();
  }

  /** Notes what came of a test that this page sent. */
  note(id, error) {
    const outcome = !error ? "accepted" : isRefusal(error.status) ? "refused" : "unclear";
    const test = { at: new Date().toISOString(), outcome, error };
    this.#own.set(id, test);
    if (outcome !== "unclear") this.#settled.set(id, test);
    this.#changed();
  }

  /** The target has changed: what was known of it says nothing any more. */
  forget(id) {
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

  /** Since when an integration does not work, or "" where that is only just known; null where it works or nothing is known. */
  illSince(id) {
    const settled = this.#settled.get(id);
    const { health, since, last_test: remembered } = this.#remembered.get(id) ?? {};
    if (goesBefore(settled, remembered)) return settled.outcome === "refused" ? "" : null;
    return health === "ill" ? (since ?? "") : null;
  }

  /** The ids of those that do not work, loaded into the list or not. */
  get ill() {
    return [...new Set([...this.#remembered.keys(), ...this.#settled.keys()])].filter((id) => this.illSince(id) !== null);
  }

  /** The tests that the Worker remembers of one, the newest first; null where it remembers none of any. */
  async testsOf(id, options) {
    if (!this.there || this.kept === false) return null;
    const told = await (await askWorker(`canary/results/${encodeURIComponent(id)}`, options)).json();
    return told.kept === true && Array.isArray(told.data) ? told.data.filter(isRecord) : null;
  }

  /** Has all tested that can be. Resolves to what the Worker tells of it; where that is `queued`, `follow` its tests. */
  async run() {
    const before = new Map([...this.#remembered].map(([id, { last_test }]) => [id, last_test?.at]));
    const told = await (await askWorker("canary/run", { method: "POST" })).json();
    if (!told.queued) await this.load();
    return { ...told, before };
  }

  /** Loads the results until all chosen were tested, or a minute has passed. Resolves to whether they were, and how many how. */
  async follow({ chosen, before }) {
    const visit = this.#visit;
    let fresh = [];
    for (const pause of PAUSES_MS) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (visit !== this.#visit) break;
      await this.load();
      fresh = [...this.#remembered].filter(([id, { last_test }]) => last_test && last_test.at !== before.get(id));
      if (fresh.length >= chosen) break;
    }
    const count = (outcome) => fresh.filter(([, { last_test }]) => last_test.outcome === outcome).length;
    return { left: visit !== this.#visit, all: fresh.length >= chosen, accepted: count("accepted"), refused: count("refused"), unclear: count("unclear") };
  }

  #take({ kept, notes, data, last_run: lastRun }) {
    this.kept = kept;
    this.notes = Array.isArray(notes) ? notes.map(String) : [];
    this.lastRun = isRecord(lastRun) ? lastRun : null;
    this.#remembered = new Map(Array.isArray(data) ? data.filter(isRecord).map((entry) => [entry.id, entry]) : []);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** As the Worker has it (src/worker/canary/outcome.rs): any other status says nothing of the integration. */
const isRefusal = (status) => [400, 404, 422].includes(status);

const goesBefore = (own, remembered) => own !== undefined && !(Date.parse(remembered?.at) > Date.parse(own.at));

export const canary = new Canary();
