/**
 * What happens after a trap, the same for all three artifacts. With panic = "abort" nothing in an instance of WebAssembly
 * can be trusted after a trap, or would go on: a new instance takes its place, and what lived in the old one is gone.
 */

/** What an artifact knows of its own bindings and errors. */
export interface Recovery {
  /** Puts a new instance of the same module in place of the old one: `__wbg_reset_state` of wasm-bindgen, and what else it needs. */
  reset(): void;
  /** Whether an error that came out of the instance is a trap; the others were returned by Rust in good order. */
  isTrap(thrown: unknown): boolean;
  /** The error that a caller gets instead of the trap. */
  describe(trap: unknown): unknown;
}

/** The one instance of an artifact. */
export class Instance {
  /** Counts instances: what was made in an earlier one is gone. */
  generation = 0;
  #isLost = false;
  readonly #recovery: Recovery;

  constructor(recovery: Recovery) {
    this.#recovery = recovery;
  }

  /** Runs something in the instance, or in a new one if the last was lost. */
  enter<T>(run: () => T): T {
    if (this.#isLost) {
      // Not at once when it was lost: frames of the old instance may have been on the stack.
      this.#isLost = false;
      this.#recovery.reset();
    }
    try {
      return run();
    } catch (thrown) {
      if (!this.#recovery.isTrap(thrown)) throw thrown;
      this.lose();
      throw this.#recovery.describe(thrown);
    }
  }

  /** After a trap that had no caller: everything in the instance is gone. */
  lose(): void {
    this.#isLost = true;
    this.generation++;
  }
}
