// Holds the way to the API: the package's client on the page's own address, and how this page is signed in. Where the
// Worker signs cookies, that is by one, which no script sees; else by the token, in memory while the page is open.
import { NotificationsClient } from "confluent-notifications";
import { noAnswer, refusal } from "./workerFailure.js";

/** The page lies beside the API, whatever prefix both are mounted under. */
const base = new URL(".", window.location.href);

/** The Worker reads the integration first, and may be told to wait in between. */
const TEST_MS = 90_000;

/** In memory only: never stored, never in an address, gone with the tab. */
let token = "";
/** Whether there is a cookie; only the Worker can tell. */
let byCookie = false;
/** Whether a cookie can be had. */
let givesCookies = false;
/** "read", "test" or "admin"; null where the Worker tells none, and then nothing is kept back; undefined until it is asked. */
let scope;
let client = connect();
/** Counts who this page was to the Worker. */
let visitor = 0;

/**
 * Announces `locked` (the Worker wants a token), `refused` (it, or the API, does not allow something), `looked` (who this
 * page is to the Worker is known) and `upstream` (which API answered).
 */
export const session = new EventTarget();

/** "sandbox", "confluent-cloud", or "" until the first answer. */
export let upstream = "";

/** The six operations. Ask each time: signing in makes a new client. */
export const integrations = () => client.integrations;

export const signedIn = () => token !== "" || byCookie;

/** Whether the token is exchanged for a cookie, and so need not be given again after a reload. */
export const keepsSignIn = () => givesCookies;

/** Whether this person may do everything. The Worker refuses the others too: this only spares them buttons that fail. */
export const mayWrite = () => scope === null || scope === "admin";

/** Whether this person may send the tests of what is saved. */
export const mayTest = () => mayWrite() || scope === "test";

/** What this person may do, in a line; "" where that is everything, or not known. */
export function scopeWords() {
  if (scope === undefined || mayWrite()) return "";
  return mayTest() ? "You may read and send tests." : "You may read.";
}

/** Asks the Worker who this page is to it, and how it can sign in. Where that cannot be had, a token in memory serves. */
export async function look() {
  try {
    const told = await (await askWorker("session")).json();
    byCookie = told.by === "cookie";
    givesCookies = told.sign_in === "cookie";
    scope = told.scope ?? null;
  } catch {
    // What is known of this person goes on to count.
    scope ??= null;
  }
  session.dispatchEvent(new Event("looked"));
}

/** Signs in with this token: false where it is wrong. Without cookies the next call tells that. */
export async function signInWith(given) {
  if (!givesCookies) {
    use(given);
    return true;
  }
  const headers = { "content-type": "application/json" };
  const response = await watchedFetch(new URL("session", base).href, { method: "POST", headers, body: JSON.stringify({ token: given }) });
  if (response.status === 401) return false;
  if (!response.ok) throw new Error(`The Worker answered ${response.status} to the sign-in.`);
  byCookie = true;
  visitor += 1;
  return true;
}

/** Forgets the token, and has the Worker take the cookie away. */
export async function signOut() {
  use("");
  scope = undefined;
  if (!byCookie) return;
  await askWorker("session", { method: "DELETE" });
  byCookie = false;
}

/** Forgets a token that turned out to be wrong. */
export const forgetToken = () => use("");

function use(given) {
  const before = token;
  token = given;
  visitor += 1;
  try {
    client = connect();
  } catch (refused) {
    // Where the client sends no token, in the clear, nobody else here shall.
    token = before;
    throw refused;
  }
}

/** A request to one of the Worker's own routes beside the API, with the same token. */
export async function askWorker(path, init = {}) {
  let response;
  try {
    response = await watchedFetch(new URL(path, base).href, { ...init, headers: { ...init.headers, ...tokenHeader() } });
  } catch (thrown) {
    throw noAnswer(thrown);
  }
  if (!response.ok) throw await refusal(response, path);
  return response;
}

/** Sends the test of what is saved under this id: by the Worker's own route, which remembers what came of it. */
export const testSaved = (id) => askWorker(`canary/test/${encodeURIComponent(id)}`, { method: "POST", signal: AbortSignal.timeout(TEST_MS) });

function connect() {
  return new NotificationsClient({ baseUrl: base, fetch: watchedFetch, headers: tokenHeader() });
}

function tokenHeader() {
  return token ? { authorization: `Bearer ${token}` } : {};
}

async function watchedFetch(url, init) {
  const asker = visitor;
  const response = await fetch(url, init);
  const named = response.headers.get("x-upstream");
  if (named && named !== upstream) {
    upstream = named;
    session.dispatchEvent(new Event("upstream"));
  }
  // Confluent's own 401 (the Worker's credentials are bad) asks for something else, and no token would help.
  // And what was said to whom this page was before says nothing of who it is now.
  if (response.status === 401 && asker === visitor && /^bearer\b/i.test(response.headers.get("www-authenticate") ?? "")) {
    byCookie = false;
    scope = undefined;
    session.dispatchEvent(new Event("locked"));
  }
  if (response.status === 403) session.dispatchEvent(new Event("refused"));
  return response;
}
