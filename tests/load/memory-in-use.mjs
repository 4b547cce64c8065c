// What a Worker under load holds on to: its isolate's heap and buffers, the WebAssembly's memory among them. What the whole
// process takes from the system says less: the runtime keeps what it once had, whoever's Worker it runs.
import { once } from "node:events";
import WebSocket from "ws";

const SAMPLES = 40;

/** In MB, the least of many samples under load: what is left when the collector has just been. */
export async function inUse(inspectorPort, load) {
  const socket = new WebSocket(`ws://127.0.0.1:${inspectorPort}/core:user:`);
  await once(socket, "open");
  let least = Infinity;
  for (let id = 1; id <= SAMPLES; id += 1) {
    await load();
    socket.send(JSON.stringify({ id, method: "Runtime.getHeapUsage" }));
    const { result } = await answerTo(socket, id);
    least = Math.min(least, result.usedSize + result.embedderHeapUsedSize + result.backingStorageSize);
  }
  socket.close();
  return least / 1e6;
}

async function answerTo(socket, id) {
  for (;;) {
    const [message] = await once(socket, "message");
    const answer = JSON.parse(message);
    if (answer.id === id) return answer;
  }
}
