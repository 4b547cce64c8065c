/** The WebAssembly instance: started by an entry, replaced after a trap. */
import { __wbg_reset_state, initSync } from "glue:client";
import { describeError, instanceLost, isNotificationsError } from "./error.ts";
import { takeReport } from "./report.ts";

/** Counts instances: what was made in an earlier one is gone. */
export let generation = 0;

/** Starts the compiled module. The entries of the package call this; users never do. */
export function start(module) {
  initSync({ module });
}

/** Runs something in the instance. A trap ends that instance: a new one is made at once, and the caller gets an error. */
export function enter(run) {
  try {
    return run();
  } catch (thrown) {
    if (isNotificationsError(thrown)) throw thrown;
    generation++;
    __wbg_reset_state();
    takeReport();
    throw instanceLost(describeError(thrown));
  }
}
