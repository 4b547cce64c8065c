// The entry for hosts where no other works: they find and compile the module themselves, and pass it in.
import {
  NotificationsClient,
  NotificationsError,
  isKnownTarget,
  isNotificationsError,
  isWritableTarget,
  redactUrl,
  start,
} from "../../src/js/client.js";

export function init(module) {
  start(module);
  return {
    NotificationsClient,
    NotificationsError,
    isKnownTarget,
    isNotificationsError,
    isWritableTarget,
    redactUrl,
  };
}
