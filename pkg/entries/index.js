// The main entry in Node, browsers, bundlers, Deno and Bun: the module's bytes travel inside this file.
import module from "wasm:client";
import { start } from "../../src/js/client.js";

start(module);

export {
  NotificationsClient,
  NotificationsError,
  isKnownTarget,
  isNotificationsError,
  isWritableTarget,
  redactUrl,
} from "../../src/js/client.js";
