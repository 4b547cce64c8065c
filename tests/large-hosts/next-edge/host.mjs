// Next.js' edge runtime: the package in an edge route and in a middleware, with its modules compiled by Next.js.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { PORT, seesAll } from "../harness.mjs";

const next = "next/dist/bin/next";

const built =
  (...flags) =>
  async (project) => {
    await project.run(next, ["build", ...flags], { NODE_ENV: "production" });
    // Next.js' own sandbox would compile bytes too, which Vercel's does not: what counts is that it was given files.
    const files = await readdir(project.inside(".next/server"), { recursive: true });
    assert.ok(files.filter((file) => file.endsWith(".wasm")).length >= 2, files.join("\n"));
    const args = ["start", "--hostname", "127.0.0.1", "--port", PORT];
    await project.serve(next, args, { NODE_ENV: "production" }, async (url) => {
      await seesAll(`${url}/api/edge`);
      assert.equal(await (await fetch(`${url}/redacted`)).json(), "https://h.example/…mnop");
    });
  };

export default {
  host: "Next.js, edge runtime",
  package: "next",
  ways: { "route and middleware, with Turbopack": built(), "the same with webpack": built("--webpack") },
};
