// Shows the test messages that the sandbox recorded, so that one sees a test arrive, and resets the sandbox.
import { canary } from "../canary.js";
import { collection } from "../collection.js";
import { el, fill, setText } from "../element.js";
import { icon } from "../icon.js";
import { maskText } from "../mask.js";
import { problemLine } from "../errorText.js";
import { mayWrite, session, upstream, workerDone, workerJson } from "../session.js";
import { labelOf, targetOf, urlOf } from "../target.js";
import { TEXTS } from "../texts.js";
import { busyGroup } from "./busy.js";
import { confirm } from "./confirm.js";
import { relativeTime } from "./relativeTime.js";
import { toast } from "./toast.js";

const SHOWN = 20;
let refresh = () => {};

/** A test was accepted: the sandbox, if there is one, has a new message. */
export const refreshDeliveries = () => refresh();

export function sandboxPanel() {
  const group = busyGroup();
  const list = el("ol", { class: "deliveries", reversed: true });
  const note = el("p", { class: "hint", role: "status" });
  const reload = group.button({ label: "Reload", name: "Reload messages", iconName: "reload", look: "small" }, load);
  const reset = group.button({ label: "Reset sandbox", look: "small danger" }, askToReset);
  const actions = el("div", { class: "panel-actions" }, reload);
  const element = el(
    "aside",
    { class: "card sandbox-panel", "aria-labelledby": "sandbox-title", hidden: true },
    el("h2", { id: "sandbox-title" }, "Test messages recorded by the sandbox"),
    note,
    list,
    actions,
    el("p", { class: "hint" }, TEXTS.sandboxHint),
  );

  async function load() {
    if (upstream !== "sandbox") return;
    try {
      show((await workerJson("sandbox/deliveries", ({ data }) => Array.isArray(data))).data);
    } catch (error) {
      setText(note, `The messages could not be loaded. ${problemLine(error)}`);
    }
  }

  function show(deliveries) {
    const newest = deliveries.slice(-SHOWN).reverse();
    fill(list, newest.map(delivery));
    list.hidden = newest.length === 0;
    if (newest.length === 0) setText(note, "None yet. Test messages appear here when they are sent.");
    else
      setText(
        note,
        deliveries.length > SHOWN ? `The newest ${SHOWN} of ${deliveries.length}` : `${deliveries.length} so far, newest first`,
      );
  }

  function askToReset() {
    return confirm({
      title: "Reset the sandbox?",
      words: [TEXTS.resetWords],
      yes: "Reset",
      async work() {
        await workerDone("sandbox/reset", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
        canary.clear();
        await collection.load();
        toast("The sandbox was reset.");
      },
    });
  }

  refresh = load;
  // Only after the list: before that, the Worker may still want a token.
  collection.addEventListener("loaded", load);
  session.addEventListener("sessionLoaded", () => fill(actions, reload, mayWrite() && reset));
  session.addEventListener("upstream", () => (element.hidden = upstream !== "sandbox"));
  return element;
}

function delivery({ at, display_name, target }) {
  const shown = targetOf({ target });
  return el(
    "li",
    {},
    icon("send"),
    el(
      "div",
      {},
      el("strong", {}, display_name),
      el("span", { class: "hint" }, labelOf(shown), " · ", relativeTime(at)),
      el("code", {}, maskText(urlOf(shown))),
    ),
  );
}
