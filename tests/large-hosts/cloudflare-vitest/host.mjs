// Vitest inside of Cloudflare's runtime: the client in a test, and a Worker that mounts the package's.
import assert from "node:assert/strict";

export default {
  host: "@cloudflare/vitest-pool-workers",
  package: "@cloudflare/vitest-pool-workers",
  ways: {
    "client and Worker in tests": async (project) => {
      const output = await project.run("vitest/vitest.mjs", ["run"]);
      assert.match(output, /Tests\s+2 passed/);
    },
  },
};
