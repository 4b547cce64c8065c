// Remembers the integrations loaded so far, page after page.
import { isNotificationsError, nextPageToken } from "confluent-notifications";
import { integrations } from "./session.js";

const PAGE_SIZE = 25;
const TRUNCATED = "There are more integrations, but the API's link to the next page leads nowhere new: these are not all.";

/** One malformed row must not cost the others: what is not as the API documents it is shown as JSON. */
function readable(row) {
  const text = (value) => (typeof value === "string" ? value : (JSON.stringify(value ?? undefined) ?? ""));
  const target = row.target !== null && typeof row.target === "object" ? row.target : {};
  const { description, ...rest } = row;
  return {
    ...rest,
    display_name: text(row.display_name),
    ...((description ?? undefined) !== undefined && { description: text(description) }),
    target: { ...target, kind: text(target.kind) },
  };
}

/**
 * Announces `change`, `loading` when the first page is requested, and `loaded` when it has arrived. The widgets read its fields
 * and never write them.
 */
class Collection extends EventTarget {
  /** In the API's order, but those created here come first. */
  rows = [];
  phase = "loading";
  /** Why the last loading failed, or null. It stays until one succeeds. */
  error = null;
  loadingMore = false;
  moreError = null;
  /** The API's own count; it may be absent or off. */
  total = undefined;
  nextToken = null;
  #seenTokens = new Set();
  #run = 0;

  /** Loads the first page. What is on the screen stays there until it has arrived and `known` is settled. */
  async load(known) {
    const run = (this.#run += 1);
    this.phase = "loading";
    this.loadingMore = false;
    this.dispatchEvent(new Event("loading"));
    this.#changed();
    try {
      const [page] = await Promise.all([integrations().list({ page_size: PAGE_SIZE }), known]);
      if (run !== this.#run) return;
      this.rows = [];
      this.#seenTokens.clear();
      this.#add(page);
      this.phase = "ready";
      this.error = null;
      this.dispatchEvent(new Event("loaded"));
    } catch (error) {
      if (run !== this.#run) return;
      this.phase = "failed";
      this.error = error;
    }
    this.#changed();
  }

  /** Forgets everything, as at the start. */
  clear() {
    this.#run += 1;
    this.rows = [];
    this.phase = "loading";
    this.error = this.moreError = this.nextToken = null;
    this.total = undefined;
    this.#changed();
  }

  /** Loads the next page. A failure keeps its token, so that it can be tried again. */
  async loadMore() {
    if (!this.nextToken || this.loadingMore) return;
    const run = this.#run;
    this.loadingMore = true;
    this.moreError = null;
    this.#changed();
    try {
      const page = await integrations().list({ page_token: this.nextToken });
      if (run !== this.#run) return;
      this.#add(page);
    } catch (error) {
      if (run !== this.#run) return;
      this.moreError = error;
    }
    this.loadingMore = false;
    this.#changed();
  }

  /** Loads page after page until the last one, or one that fails. */
  async loadAll() {
    while (this.nextToken && !this.loadingMore) {
      const token = this.nextToken;
      await this.loadMore();
      if (this.moreError || this.nextToken === token) return;
    }
  }

  /** Shows an integration as the API has just answered it: in its place, or on top if it is new. */
  put(integration) {
    if (this.replace(integration)) return;
    this.rows = [integration, ...this.rows];
    if (this.total !== undefined) this.total += 1;
    this.#changed();
  }

  /** The same where it is in the list, and nothing where it isn't. Returns whether it is. */
  replace(integration) {
    const at = this.rows.findIndex((row) => row.id === integration.id);
    if (at < 0) return false;
    this.rows = this.rows.with(at, integration);
    this.#changed();
    return true;
  }

  drop(id) {
    const before = this.rows.length;
    this.rows = this.rows.filter((row) => row.id !== id);
    if (this.total !== undefined && this.rows.length < before) this.total -= 1;
    this.#changed();
  }

  #add(page) {
    // An integration created here may come again with a later page.
    const known = new Set(this.rows.map((row) => row.id));
    this.rows = [...this.rows, ...page.data.filter((row) => row && typeof row === "object" && !known.has(row.id)).map(readable)];
    this.total = page.metadata?.total_size;
    this.moreError = null;
    this.nextToken = this.#tokenAfter(page);
  }

  #tokenAfter(page) {
    try {
      const token = nextPageToken(page) ?? null;
      // A token that comes twice would load the same pages for ever.
      if (token === null || !this.#seenTokens.has(token)) {
        this.#seenTokens.add(token);
        return token;
      }
    } catch (error) {
      if (!isNotificationsError(error) || error.code !== "invalid_response") throw error;
    }
    this.moreError = new Error(TRUNCATED);
    return null;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

export const collection = new Collection();
