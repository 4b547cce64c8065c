// `npm start`: builds what has changed, then serves the page and the API in the real Workers runtime.
// `npm start -- --folder <dir>` reads `.dev.vars` and keeps the state there, for a second Worker next to the first.
import { createServer } from "node:net";
import { atEnd, buildAll, main } from "./steps/all.mjs";
import { UserError } from "./steps/step.mjs";
import { folderOption, stateFolder } from "./local/folder.mjs";
import { runWorker } from "./local/worker.mjs";

await main(async () => {
  const port = requestedPort();
  const folder = folderOption();
  // Fail before minutes of building, not after.
  await requireFreePort(port);
  await buildAll();
  await requireFreePort(port);
  const worker = await runWorker({ port, folder, state: stateFolder(folder), log: console.log });
  atEnd(worker.dispose);
  await fetch(worker.url);
  console.log(`\nThe page and the API are served at\nhttp://localhost:${worker.url.port}/\n`);
});

function requestedPort() {
  const text = process.env.PORT || "8787";
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new UserError(`PORT must be a number from 0 to 65535, not "${text}".`);
  return port;
}

function requireFreePort(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (/** @type {NodeJS.ErrnoException} */ { code, message }) => {
      const reason =
        code === "EADDRINUSE"
          ? `Port ${port} is in use. Stop the program that uses it, or choose another port: PORT=${port + 1} npm start`
          : `Port ${port} cannot be used: ${message}`;
      reject(new UserError(reason));
    });
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(undefined)));
  });
}
