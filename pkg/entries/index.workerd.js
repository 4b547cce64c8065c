// The main entry in Cloudflare Workers, which take a compiled module by import and never compile bytes.
import module from "./client.wasm";
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
