// Puts the page together: the list of integrations, or the sign-in form while the Worker wants a token.
import { canary } from "./canary.js";
import { collection } from "./collection.js";
import { el } from "./element.js";
import { loadSession, scopeWords, session, signOut } from "./session.js";
import { header } from "./widgets/header.js";
import { integrationList } from "./widgets/integrationList.js";
import { openLinked } from "./widgets/linkedIntegration.js";
import { closeModals } from "./widgets/modal.js";
import { offlineBanner } from "./widgets/offlineBanner.js";
import { sandboxPanel } from "./widgets/sandboxPanel.js";
import { signIn } from "./widgets/signIn.js";
import { clearToasts, toast, toasts } from "./widgets/toast.js";
import { toolbar } from "./widgets/toolbar.js";

/** A page that was left open loads the results again when someone comes back to it after this long. */
const STALE_MS = 60_000;

const head = header({ onSignOut });
const main = el("main");
const workplace = el("div", { class: "columns" }, el("div", { class: "column" }, toolbar(), integrationList()), sandboxPanel());
const footer = el("footer", { class: "page-foot" }, "An unofficial tool, not made by Confluent.");

document.getElementById("page").replaceChildren(head.element, offlineBanner(), main, footer, toasts());
let looking = false;
session.addEventListener("locked", lock);
session.addEventListener("refused", lookAgain);
session.addEventListener("sessionLoaded", head.draw);
// At the same time as the list, which does not wait for it.
collection.addEventListener("loading", () => canary.load());
// The address may name an integration, as the links of an alert do.
collection.addEventListener("loaded", openAddress);
window.addEventListener("hashchange", openAddress);
document.addEventListener("visibilitychange", refresh);
unlock();
const sessionLoaded = loadSession();
// What a row offers depends on who is signed in.
collection.load(sessionLoaded);

async function lock() {
  // The form says which way of signing in there is.
  await sessionLoaded;
  // The answer to a wrong token says "locked" too: the form that sent it is already there.
  if (!workplace.isConnected) return;
  forget();
  const form = signIn({ tryToken });
  main.replaceChildren(form.element);
  head.draw();
  form.focus();
}

function unlock() {
  main.replaceChildren(workplace);
  head.draw();
}

/** What was opened with a sign-in does not stay in the page without it. */
function forget() {
  closeModals();
  collection.clear();
  canary.clear();
  clearToasts();
}

async function tryToken() {
  await collection.load();
  if (collection.phase === "failed") return collection.error;
  await loadSession();
  unlock();
  openAddress();
  return null;
}

function openAddress() {
  if (workplace.isConnected && collection.phase === "ready") openLinked();
}

/** Another tab may have signed in as somebody else: what the page shows and offers is for the one who is signed in now. */
async function lookAgain() {
  // If everything is refused, so is this question.
  if (looking) return;
  looking = true;
  const before = scopeWords();
  await loadSession();
  looking = false;
  if (workplace.isConnected && scopeWords() !== before) collection.load();
}

function refresh() {
  if (!document.hidden && workplace.isConnected && Date.now() - canary.askedAt > STALE_MS) canary.load();
}

async function onSignOut() {
  forget();
  const failed = await signOut().then(
    () => false,
    () => true,
  );
  await lock();
  if (failed) toast("The sign-out did not reach the Worker: this browser may still be signed in.", "careful");
}
