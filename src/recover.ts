/**
 * How an instance of WebAssembly begins, and what happens after a trap, the same for all three artifacts. With panic = "abort" nothing in an instance of WebAssembly
 * can be trusted after a trap, or would go on: a new instance takes its place, and what lived in the old one is gone.
 */
import { unsupported } from "./unsupported.ts";

/** What an artifact knows of its own bindings and errors. */
export interface Recovery {
  /** Sets the module that instances are made of. */
  setModule(module: WebAssembly.Module): void;
  /** Makes the first instance, and puts a new instance of the same module in place of the old one: `__wbg_reset_state` of wasm-bindgen, and what else it needs. */
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
  #isStarted = false;
  /** Why it did not start. */
  #refusal: unknown;
  #isLost = false;
  readonly #recovery: Recovery;

  constructor(recovery: Recovery) {
    this.#recovery = recovery;
  }

  /**
   * Makes the first instance; once made, it stays. A host that refuses must not end the program that imports this package:
   * the refusal is kept for whoever uses it.
   */
  start(compile: () => WebAssembly.Module): void {
    if (this.#isStarted) return;
    try {
      this.#recovery.setModule(compile());
      this.#recovery.reset();
      this.#isStarted = true;
    } catch (thrown) {
      this.#refusal = thrown;
    }
  }

  /** Runs something in the instance, or in a new one if the last was lost. */
  enter<T>(run: () => T): T {
    if (!this.#isStarted) throw unsupported(this.#refusal);
    try {
      // Not at once when it was lost: frames of the old instance may have been on the stack.
      if (this.#isLost) this.#recovery.reset();
      this.#isLost = false;
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
