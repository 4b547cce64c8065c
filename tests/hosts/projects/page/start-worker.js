const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => {
  globalThis.seen = data;
};
worker.onerror = ({ message }) => {
  globalThis.seen = `the worker failed: ${message}`;
};
