/** What a caller is told where the host forbids or lacks WebAssembly: its own words, and what to do, which they do not say. */
import { type NotificationsError, describeError, ownError, withCause } from "./js/error.ts";

/** The error of each use after the host refused with `thrown` when the package was imported. */
export function unsupported(thrown: unknown): NotificationsError {
  const said = describeError(thrown);
  const remedy = /CSP|Security|unsafe-eval/.test(said)
    ? "the Content-Security-Policy must allow 'wasm-unsafe-eval'"
    : /main thread/.test(said)
      ? "use Chromium 115 or a worker"
      : /defined|variable/.test(said)
        ? "Lockdown Mode or --jitless turned it off"
        : "hand client.wasm compiled to confluent-notifications/init, or set nitro.experimental.wasm or serverExternalPackages";
  return withCause(ownError("unsupported", `no WebAssembly here (${said}): ${remedy}`), { value: thrown });
}
