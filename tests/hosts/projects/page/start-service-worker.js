const { port1, port2 } = new MessageChannel();
port1.onmessage = ({ data }) => {
  globalThis.seen = data;
};
navigator.serviceWorker.register("/service-worker.js").then(
  async () => (await navigator.serviceWorker.ready).active.postMessage("use it", [port2]),
  (error) => {
    globalThis.seen = `the service worker failed: ${error}`;
  },
);
