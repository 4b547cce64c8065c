// Puts the page together: the list of integrations, or the sign-in form while the Worker wants a token.
import { canary } from "./canary.js";
import { collection } from "./collection.js";
import { el } from "./element.js";
import { look, scopeWords, session, signOut } from "./session.js";
import { header } from "./widgets/header.js";
import { integrationList } from "./widgets/integrationList.js";
import { offlineBanner } from "./widgets/offlineBanner.js";
import { sandboxPanel } from "./widgets/sandboxPanel.js";
import { signIn } from "./widgets/signIn.js";
import { toast, toasts } from "./widgets/toast.js";
import { toolbar } from "./widgets/toolbar.js";

const head = header({ onSignOut });
const main = el("main");
const workplace = el("div", { class: "columns" }, el("div", { class: "column" }, toolbar(), integrationList()), sandboxPanel());
const footer = el("footer", { class: "page-foot" }, "An unofficial tool, not made by Confluent.");

document.getElementById("page").replaceChildren(head.element, offlineBanner(), main, footer, toasts());
let looking = false;
session.addEventListener("locked", lock);
session.addEventListener("refused", lookAgain);
session.addEventListener("looked", head.draw);
// Beside the list, which does not wait for it.
collection.addEventListener("loading", () => canary.load());
unlock();
const looked = look();
// What a row offers depends on who this is.
collection.load(looked);

async function lock() {
  // Which way of signing in the form should tell of.
  await looked;
  // The answer to a wrong token says "locked" too: the form that sent it is already there.
  if (!workplace.isConnected) return;
  const form = signIn({ tryToken });
  main.replaceChildren(form.element);
  head.draw();
  form.focus();
}

function unlock() {
  main.replaceChildren(workplace);
  head.draw();
}

async function tryToken() {
  await collection.load();
  if (collection.phase === "failed") return collection.error;
  await look();
  unlock();
  return null;
}

/** Another tab may have signed in as somebody else since: what the page shows and offers is for who asks now. */
async function lookAgain() {
  // Where all is refused, so is the question who this is.
  if (looking) return;
  looking = true;
  const before = scopeWords();
  await look();
  looking = false;
  if (workplace.isConnected && scopeWords() !== before) collection.load();
}

async function onSignOut() {
  // What the token had opened does not stay in the page.
  collection.clear();
  canary.clear();
  await signOut().catch(() => toast("Signing out did not reach the Worker: this browser may still be signed in.", "careful"));
  await lock();
}
