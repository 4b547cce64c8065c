// Puts the page together: the list of integrations, or the sign-in form while the Worker wants a token.
import { collection } from "./collection.js";
import { el } from "./element.js";
import { session, useToken } from "./session.js";
import { header } from "./widgets/header.js";
import { integrationList } from "./widgets/integrationList.js";
import { offlineBanner } from "./widgets/offlineBanner.js";
import { sandboxPanel } from "./widgets/sandboxPanel.js";
import { signIn } from "./widgets/signIn.js";
import { toasts } from "./widgets/toast.js";
import { toolbar } from "./widgets/toolbar.js";

const head = header({ onSignOut });
const main = el("main");
const workplace = el("div", { class: "columns" }, el("div", { class: "column" }, toolbar(), integrationList()), sandboxPanel());
const footer = el("footer", { class: "page-foot" }, "An unofficial tool, not made by Confluent.");

document.getElementById("page").replaceChildren(head.element, offlineBanner(), main, footer, toasts());
session.addEventListener("locked", lock);
unlock();
collection.load();

function lock() {
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
  unlock();
  return null;
}

function onSignOut() {
  useToken("");
  // What the token had opened does not stay in the page.
  collection.clear();
  lock();
}
