/** The client's instance of its WebAssembly. */
import { __wbg_reset_state, setModule } from "glue:client";
import { describeError, instanceLost, isNotificationsError } from "./error.ts";
import { Instance } from "../recover.ts";
import { takeReport } from "./report.ts";

export const instance = new Instance({
  setModule,
  reset: __wbg_reset_state,
  // Rust returns no errors, it reports them: whatever else comes out went through its frames.
  isTrap: (thrown) => !isNotificationsError(thrown),
  describe(trap) {
    takeReport();
    return instanceLost(describeError(trap));
  },
});

export const enter = <T>(run: () => T): T => instance.enter(run);
