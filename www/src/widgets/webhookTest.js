// Has the Worker send a test message to the webhook by which it reports what stopped working.
import { el, fill } from "../element.js";
import { workerDone } from "../session.js";
import { busyGroup } from "./busy.js";
import { problem } from "./problem.js";
import { toast } from "./toast.js";

export function webhookTest() {
  const said = el("div", { class: "said-below" });
  const button = busyGroup().button({ label: "Send a test alert", iconName: "send" }, async () => {
    fill(said);
    try {
      await workerDone("canary/webhook:test", { method: "POST" });
      toast("The webhook accepted a test alert; look whether it has arrived.", "good");
    } catch (error) {
      fill(said, problem(error));
    }
  });
  return el(
    "div",
    { class: "webhook" },
    el("p", { class: "hint" }, "What stops working is reported to a webhook. ", button),
    said,
  );
}
