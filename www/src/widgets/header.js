// The head of the page: what this is, which API it talks to, and the way out.
import { el, setText } from "../element.js";
import { icon } from "../icon.js";
import { scopeWords, session, signedIn, upstream } from "../session.js";
import { TEXTS } from "../texts.js";

const UPSTREAMS = {
  sandbox: { label: "Sandbox", look: "sandbox", hint: TEXTS.sandboxHint },
  "confluent-cloud": { label: "Confluent Cloud", look: "cloud", hint: TEXTS.cloudHint },
};

export function header({ onSignOut }) {
  const badge = el("span", { class: "upstream", role: "status" });
  const scope = el("span", { class: "hint", role: "status" });
  const signOut = el("button", { type: "button", class: "button small", onclick: onSignOut }, "Sign out");

  function draw() {
    const entry = UPSTREAMS[upstream];
    badge.hidden = !upstream;
    badge.className = `upstream ${entry?.look ?? ""}`;
    badge.title = entry?.hint ?? "";
    setText(badge, entry?.label ?? upstream);
    setText(scope, scopeWords());
    signOut.hidden = !signedIn();
  }

  session.addEventListener("upstream", draw);
  draw();
  const element = el(
    "header",
    { class: "page-head" },
    el(
      "div",
      { class: "brand" },
      icon("bell"),
      el("div", {}, el("h1", {}, "Notification integrations"), el("p", {}, "Where Confluent Cloud sends its alerts")),
    ),
    scope,
    badge,
    signOut,
  );
  return { element, draw };
}
