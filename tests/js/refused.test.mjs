// Hosts that forbid or lack WebAssembly: importing any entry throws nothing there, and each use says what to do.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inRoot } from "../../scripts/steps/step.mjs";
import { imported } from "../support/realm.mjs";

const client = new WebAssembly.Module(readFileSync(inRoot("pkg/dist/client.wasm")));

/** Entry → each use of it. */
const entries = {
  "index.js": {
    "the constructor": ({ NotificationsClient }) => new NotificationsClient(),
    redactUrl: ({ redactUrl }) => redactUrl("https://h.example/secret"),
    redactText: ({ redactText }) => redactText("https://h.example/secret"),
    nextPageToken: ({ nextPageToken }) => nextPageToken({ data: [], metadata: {} }),
    targetRetirement: ({ targetRetirement }) => targetRetirement({ kind: "Slack" }),
    isKnownTarget: ({ isKnownTarget }) => isKnownTarget({ kind: "Slack" }),
    isWritableTarget: ({ isWritableTarget }) => isWritableTarget({ kind: "Slack" }),
  },
  "sandbox.js": { createSandbox: ({ createSandbox }) => createSandbox() },
  "worker.node.js": {
    createWorker: ({ createWorker }) => createWorker({ prefix: "/admin" }),
    fetch: ({ default: worker }) => worker.fetch(new Request("http://localhost/"), {}, {}),
    scheduled: ({ default: worker }) => worker.scheduled({}, {}, {}),
    queue: ({ default: worker }) => worker.queue({ messages: [] }, {}, {}),
    "the Durable Object": ({ Sandbox }) => new Sandbox({}, {}).fetch(new Request("http://localhost/")),
  },
  "init.js": { "the constructor": ({ init }) => new (init(client).NotificationsClient)() },
};

/** What a host is without, and what a use of the package says there. */
const hosts = {
  "no WebAssembly": { globals: { WebAssembly: undefined }, says: /Lockdown Mode/ },
  "Chromium's Content-Security-Policy": {
    globals: compileError(
      "WebAssembly.Module(): Compiling or instantiating WebAssembly module violates the following Content Security policy directive because neither 'wasm-unsafe-eval' nor 'unsafe-eval' is an allowed source of script",
    ),
    says: /Content-Security-Policy must allow 'wasm-unsafe-eval'$/,
  },
  "an older Chromium's Content-Security-Policy": {
    globals: compileError(
      "WebAssembly.Module(): Refused to compile or instantiate WebAssembly module because neither 'wasm-eval' nor 'unsafe-eval' is an allowed source of script",
    ),
    says: /Content-Security-Policy must allow 'wasm-unsafe-eval'$/,
  },
  "Firefox's Content-Security-Policy": {
    globals: compileError("call to WebAssembly.Module() blocked by CSP"),
    says: /Content-Security-Policy must allow 'wasm-unsafe-eval'$/,
  },
  "Safari's Content-Security-Policy": {
    globals: compileError(
      "Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an allowed source of script",
    ),
    says: /Content-Security-Policy must allow 'wasm-unsafe-eval'$/,
  },
  "Chromium before 115": {
    globals: compileError(
      "WebAssembly.Compile is disallowed on the main thread, if the buffer size is larger than 4KB. Use WebAssembly.compile, or compile on a worker thread.",
    ),
    says: /Chromium 115 or a worker$/,
  },
  "a runtime that compiles nothing": {
    globals: compileError("WebAssembly.Module(): Wasm code generation disallowed by embedder"),
    says: /confluent-notifications\/init.*nitro\.experimental\.wasm.*serverExternalPackages$/,
  },
};

/** A host whose WebAssembly throws that, from its modules and its instances. */
function compileError(words) {
  class Refusing {
    constructor() {
      throw new WebAssembly.CompileError(words);
    }
  }
  return { WebAssembly: { Module: Refusing, Instance: Refusing, CompileError: WebAssembly.CompileError } };
}

for (const [entry, uses] of Object.entries(entries)) {
  for (const [host, { globals, says }] of Object.entries(hosts)) {
    test(`${entry} is imported, and each use says why it cannot be used, with ${host}`, async () => {
      const exports = await imported(entry, globals);
      for (const [name, use] of Object.entries(uses)) {
        const error = await failureOf(() => use(exports));
        assert.equal(error.name, "NotificationsError", `${name}: ${error}`);
        assert.equal(error.code, "unsupported", name);
        assert.match(error.message, says, name);
        assert.ok(!/unsafe-eval|CSP/.test(error.message) || /Content-Security-Policy must allow/.test(error.message));
        assert.match(String(error.cause), /Error: /, name);
        assert.ok(error.message.includes(error.cause.message), name);
        assert.deepEqual([error.attempts, [...error.errors], "cause" in error.toJSON()], [0, [], false]);
      }
    });
  }
}

test("what needs no WebAssembly works without it", async () => {
  const exports = await imported("index.js", { WebAssembly: undefined });
  const error = await failureOf(() => new exports.NotificationsClient());
  assert.equal(exports.isNotificationsError(error), true);
  assert.equal(error instanceof exports.NotificationsError, true);
  assert.equal(exports.isNotificationsError(new Error("x")), false);
  assert.equal(exports.isKnownTarget({}), false);
  assert.equal(exports.isWritableTarget(null), false);
});

test("each use throws an error of its own, with its own stack", async () => {
  const { redactUrl } = await imported("index.js", { WebAssembly: undefined });
  const [one, two] = [await failureOf(() => redactUrl("a")), await failureOf(() => redactUrl("b"))];
  assert.notEqual(one, two);
  assert.equal(one.cause, two.cause);
});

test("init takes a module of another realm, where nothing may be compiled", async () => {
  const { init } = await imported("init.js", {}, { codeGeneration: { strings: false, wasm: false } });
  const { redactUrl } = init(client);
  assert.equal(redactUrl("https://h.example/abcdefghijklmnop"), "https://h.example/…mnop");
});

test("the entry that carries its bytes names init where nothing may be compiled", async () => {
  const { NotificationsClient } = await imported("index.js", {}, { codeGeneration: { strings: false, wasm: false } });
  const error = await failureOf(() => new NotificationsClient());
  assert.match(error.message, /disallowed by embedder.*confluent-notifications\/init/);
});

test("init refuses what is no module, and takes one after that", async () => {
  const { init } = await imported("init.js", {});
  for (const odd of [undefined, null, "./client.wasm", new Uint8Array(8), { default: client }, () => client]) {
    assert.throws(
      () => init(odd),
      ({ code, message }) => code === "invalid_request" && /WebAssembly\.Module/.test(message),
    );
  }
  assert.equal(init(client).redactUrl("https://h.example/abcdefghijklmnop"), "https://h.example/…mnop");
});

async function failureOf(use) {
  try {
    await use();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
}
