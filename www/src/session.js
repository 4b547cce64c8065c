// Holds the way to the API: the package's client on the page's own address, and the admin token while the page is open.
import { NotificationsClient } from "confluent-notifications";

/** The page lies beside the API, whatever prefix both are mounted under. */
const base = new URL(".", window.location.href);

/** In memory only: never stored, never in an address, gone with the tab. */
let adminToken = "";
let client = connect();

/** Announces `locked` (the Worker wants the admin token) and `upstream` (which API answered). */
export const session = new EventTarget();

/** "sandbox", "confluent-cloud", or "" until the first answer. */
export let upstream = "";

/** The six operations. Ask each time: signing in makes a new client. */
export const integrations = () => client.integrations;

export const signedIn = () => adminToken !== "";

/** Uses this token from now on. Whether it is the right one, the next call tells. */
export function useToken(token) {
  adminToken = token;
  client = connect();
}

/** A request to one of the Worker's own routes beside the API, with the same token. */
export async function askWorker(path, init = {}) {
  const response = await watchedFetch(new URL(path, base).href, { ...init, headers: { ...init.headers, ...tokenHeader() } });
  if (!response.ok) throw new Error(`The Worker answered ${response.status} to ${path}.`);
  return response;
}

function connect() {
  return new NotificationsClient({ baseUrl: base, fetch: watchedFetch, headers: tokenHeader() });
}

function tokenHeader() {
  return adminToken ? { authorization: `Bearer ${adminToken}` } : {};
}

async function watchedFetch(url, init) {
  const response = await fetch(url, init);
  const named = response.headers.get("x-upstream");
  if (named && named !== upstream) {
    upstream = named;
    session.dispatchEvent(new Event("upstream"));
  }
  // Confluent's own 401 (the Worker's credentials are bad) asks for something else, and no admin token would help.
  if (response.status === 401 && /^bearer\b/i.test(response.headers.get("www-authenticate") ?? "")) {
    session.dispatchEvent(new Event("locked"));
  }
  return response;
}
