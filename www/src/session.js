// Holds the way to the API: the package's client, pointed at the page's own address, and how this page is signed in. Where
// the Worker signs cookies, that is by cookie, which no script can read; otherwise by token, in memory while the page is open.
import { NotificationsClient } from "confluent-notifications";
import { setClock } from "./clock.js";
import { foreignAnswer, noAnswer, notSent, refusal } from "./workerFailure.js";

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
    const told = await workerJson("session", (body) => "scope" in body && "sign_in" in body);
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
  if (!mayCarryTokens())
    throw notSent("Signing in needs https or localhost: over plain http, others on the way can read the token.");
  if (!givesCookies) {
    use(given);
    return true;
  }
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ token: given }) };
  try {
    await workerJson("session", (body) => typeof body.scope === "string", init);
  } catch (error) {
    if (error.status === 401) return false;
    throw error;
  }
  byCookie = true;
  identity += 1;
  return true;
}

/** Forgets the token, and has the Worker take the cookie away. */
export async function signOut() {
  use("");
  scope = undefined;
  if (!byCookie) return;
  await workerDone("session", { method: "DELETE" });
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

/**
 * The body that one of the Worker's own routes beside the API answers with, asked with the same token. `isOwn` tells by the body's
 * properties that it is the Worker's: a proxy on the way may answer 200 too.
 */
export async function workerJson(path, isOwn, init = {}) {
  const response = await ask(path, { ...init, headers: { ...init.headers, ...tokenHeader() } });
  if (isFollowable(response)) throw foreignAnswer(path, isWrite(path, init));
  if (!response.ok) throw await refusal(response, path);
  const body = await response.json().catch(() => null);
  if (body === null || typeof body !== "object" || Array.isArray(body) || !isOwn(body))
    throw foreignAnswer(path, isWrite(path, init));
  return body;
}

/** Has one of the Worker's own routes do something. The Worker answers 204 where it is done. */
export async function workerDone(path, init) {
  const response = await ask(path, { ...init, headers: { ...init.headers, ...tokenHeader() } });
  if (response.ok ? response.status !== 204 : isFollowable(response)) throw foreignAnswer(path, isWrite(path, init));
  if (!response.ok) throw await refusal(response, path);
}

/** The Worker redirects nobody: what would be followed leads to a proxy's sign-in page. */
const isFollowable = (response) => response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400);

/** Signing in or out twice does no harm. */
const isWrite = (path, init) => (init.method ?? "GET") !== "GET" && path !== "session";

async function ask(path, init) {
  try {
    return await watchedFetch(new URL(path, base).href, { ...init, redirect: "manual" });
  } catch (thrown) {
    throw noAnswer(thrown, isWrite(path, init));
  }
}

/** Sends the test of a saved integration, by the Worker's own route, which answers with the result. */
export const testSaved = (id) =>
  workerJson(`canary/test/${encodeURIComponent(id)}`, (body) => body.result?.result === "accepted", {
    method: "POST",
    signal: AbortSignal.timeout(TEST_MS),
  });

function connect() {
  return new NotificationsClient({ baseUrl: base, fetch: apiFetch, headers: tokenHeader() });
}

/** An operation without a response body is answered 204. A proxy's 200 with any body, or none, is not the Worker's answer. */
async function apiFetch(url, init) {
  const response = await watchedFetch(url, init);
  const isBodiless = init.method === "DELETE" || url.endsWith(":test");
  // The client refuses what is not JSON, in its own words.
  return isBodiless && response.ok && response.status !== 204 ? new Response("-", { status: 200 }) : response;
}

/** Whether the client would send a token to this page's address: it is https, or this machine's own. */
function mayCarryTokens() {
  try {
    new NotificationsClient({ baseUrl: base, headers: { authorization: "Bearer any" } });
    return true;
  } catch {
    return false;
  }
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
