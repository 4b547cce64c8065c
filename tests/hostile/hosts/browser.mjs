// What a row needs of its host, in a page; and the door through which the test outside runs one row after another.
import { hostileServerAt } from "../connectivity.mjs";
import { check, rows } from "../rows.mjs";

const host = {
  isBrowser: true,
  inspect: (value) => shown(value, new Set()),
  /** A fetch of an iframe's, whose promises and answers are those of its realm. */
  async foreignFetch(json) {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const realm = /** @type {Window & typeof globalThis} */ (frame.contentWindow);
    const answer = new realm.Function("json", "return async () => new Response(json)");
    return answer(json);
  },
  wasm: async () => new Uint8Array(await (await fetch("/client.wasm")).arrayBuffer()),
};

/** All that a console can unfold: own properties, hidden ones too, and those of prototypes that are no built-in. */
function shown(value, seen) {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return String(value);
  if (seen.has(value)) return "…";
  seen.add(value);
  const parts = Reflect.ownKeys(value).map((key) => {
    const { value: own } = Object.getOwnPropertyDescriptor(value, key);
    return `${String(key)}: ${shown(own, seen)}`;
  });
  return `{ ${parts.join(", ")} }`;
}

export async function serve(makers) {
  const server = await hostileServerAt(location.origin);
  globalThis.checkRow = async (peer, name) => {
    try {
      await check(
        rows.find((row) => row.name === name),
        peer,
        makers[peer],
        server,
        host,
      );
    } catch (error) {
      return String(error?.stack ?? error);
    }
  };
}
