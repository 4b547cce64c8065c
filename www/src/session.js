// Holds the way to the API: the package's client, pointed at the page's own address, and how this page is signed in. Where
// the Worker signs cookies, that is by cookie, which no script can read; otherwise by token, in memory while the page is open.
import { NotificationsClient } from "confluent-notifications";
import { setClock } from "./clock.js";
import { noAnswer, refusal } from "./workerFailure.js";

/** The page is served beside the API, whatever prefix both are mounted under. */
const base = new URL(".", window.location.href);

/** The Worker reads the integration first, and may be told to wait in between. */
const TEST_MS = 90_000;

/** In memory only: never stored, never in an address, gone with the tab. */
let token = "";
/** Whether there is a cookie; only the Worker can tell. */
let byCookie = false;
/** Whether the Worker gives cookies. */
let givesCookies = false;
/** "read", "test" or "admin"; null where the Worker names none, and then nothing is withheld; undefined until it was asked. */
let scope;
let client = connect();
/** Counts the identities that this page has had. */
let identity = 0;

/**
 * Announces `locked` (the Worker wants a token), `refused` (it, or the API, does not allow something), `looked` (who this
 * page is signed in as is known) and `upstream` (which API answered).
 */
export const session = new EventTarget();

/** "sandbox", "confluent-cloud", or "" until the first answer. */
export let upstream = "";

/** The six operations. Ask each time: signing in makes a new client. */
export const integrations = () => client.integrations;

export const signedIn = () => token !== "" || byCookie;

/** Whether the token is exchanged for a cookie, so that a reload does not ask for it again. */
export const keepsSignIn = () => givesCookies;

/** Whether this person may do everything. The Worker refuses the others anyway: this only spares them buttons that fail. */
export const mayWrite = () => scope === null || scope === "admin";

/** Whether this person may send tests of saved integrations. */
export const mayTest = () => mayWrite() || scope === "test";

/** What this person may do, in one line; "" where that is everything, or not known. */
export function scopeWords() {
  if (scope === undefined || mayWrite()) return "";
  return mayTest() ? "You can view integrations and send tests." : "You can view integrations.";
}

/** Asks the Worker who this page is signed in as, and how it can sign in. Without an answer, a token in memory serves. */
export async function loadSession() {
  try {
    const told = await (await workerFetch("session")).json();
    byCookie = told.by === "cookie";
    givesCookies = told.sign_in === "cookie";
    scope = told.scope ?? null;
  } catch {
    // What was known of this person still holds.
    scope ??= null;
  }
  session.dispatchEvent(new Event("sessionLoaded"));
}

/** Signs in with this token: false if it is wrong. Without cookies, only the next call can tell. */
export async function signInWith(given) {
  if (!givesCookies) {
    use(given);
    return true;
  }
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ token: given }) };
  const response = await ask("session", init);
  if (response.status === 401) return false;
  if (!response.ok) throw await refusal(response, "session");
  byCookie = true;
  identity += 1;
  return true;
}

/** Forgets the token, and has the Worker take the cookie away. */
export async function signOut() {
  use("");
  scope = undefined;
  if (!byCookie) return;
  await workerFetch("session", { method: "DELETE" });
  byCookie = false;
}

/** Forgets a token that turned out to be wrong. */
export const forgetToken = () => use("");

function use(given) {
  const before = token;
  token = given;
  identity += 1;
  try {
    client = connect();
  } catch (refused) {
    // If the client refuses to send a token in the clear, nothing else here may send it either.
    token = before;
    throw refused;
  }
}

/** A request to one of the Worker's own routes beside the API, with the same token. */
export async function workerFetch(path, init = {}) {
  const response = await ask(path, { ...init, headers: { ...init.headers, ...tokenHeader() } });
  if (!response.ok) throw await refusal(response, path);
  return response;
}

async function ask(path, init) {
  try {
    return await watchedFetch(new URL(path, base).href, init);
  } catch (thrown) {
    // Signing in or out twice does no harm.
    throw noAnswer(thrown, (init.method ?? "GET") !== "GET" && path !== "session");
  }
}

/** Sends the test of a saved integration, by the Worker's own route, which answers with the result. */
export const testSaved = (id) =>
  workerFetch(`canary/test/${encodeURIComponent(id)}`, { method: "POST", signal: AbortSignal.timeout(TEST_MS) });

function connect() {
  return new NotificationsClient({ baseUrl: base, fetch: watchedFetch, headers: tokenHeader() });
}

function tokenHeader() {
  return token ? { authorization: `Bearer ${token}` } : {};
}

async function watchedFetch(url, init) {
  const askedAs = identity;
  const response = await fetch(url, init);
  setClock(response);
  const named = response.headers.get("x-upstream");
  if (named && named !== upstream) {
    upstream = named;
    session.dispatchEvent(new Event("upstream"));
  }
  // Confluent's own 401 (the Worker's credentials are bad) is another matter, which no token would mend.
  // And what an earlier identity of this page was told does not concern the one it has now.
  if (response.status === 401 && askedAs === identity && /^bearer\b/i.test(response.headers.get("www-authenticate") ?? "")) {
    byCookie = false;
    scope = undefined;
    session.dispatchEvent(new Event("locked"));
  }
  if (response.status === 403) session.dispatchEvent(new Event("refused"));
  return response;
}
