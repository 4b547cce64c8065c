// Sends a test through every integration that can be tested, after asking, and tells what came of it.
import { canary } from "../canary.js";
import { el, fill } from "../element.js";
import { integrations, mayTest } from "../session.js";
import { accessOf } from "../target.js";
import { seenWords } from "../texts.js";
import { busyGroup } from "./busy.js";
import { confirm } from "./confirm.js";
import { problem } from "./problem.js";
import { noteDelivery } from "./sandboxPanel.js";
import { toast } from "./toast.js";

/** { button, said, offered }: what failed is shown in `said`. */
export function testAll() {
  const said = el("div", { class: "said-below" });
  const button = busyGroup().button({ label: "Test all", iconName: "send" }, async () => {
    fill(said);
    try {
      await askAndRun();
    } catch (error) {
      fill(said, problem(error));
    }
  });
  return { button, said, offered: () => mayTest() && canary.there };
}

async function askAndRun() {
  const count = await countWritable();
  if (count === 0) return toast("There is no integration that can be tested.", "careful");
  const words = [count === 1 ? "One test message goes out." : `Up to ${count} test messages go out, one through each integration that can be tested.`, seenWords()];
  if (!(await confirm({ title: "Test all integrations?", words, yes: "Send tests", look: "" }))) return undefined;
  const run = await canary.run();
  if (!run.queued) return tell(run);
  toast(run.chosen === 1 ? "One test is under way." : `${run.chosen} tests are under way.`);
  // In the background: the list can be used, and left, meanwhile.
  return void follow(run);
}

/** Also of what has not been loaded into the list. Some may be left out by the Worker's own rules, which the page does not know. */
async function countWritable() {
  let count = 0;
  for await (const integration of integrations().list({ page_size: 100 })) if (accessOf(integration) === "writable") count += 1;
  return count;
}

async function follow(run) {
  // Where nothing is remembered there is nothing to wait for.
  if (!canary.kept || run.chosen === 0) return;
  const followed = await canary.follow(run);
  if (followed.left) return;
  if (followed.all) tell(followed);
  else toast("Not all tests have come back within a minute: reload the list in a while.", "careful");
}

function tell({ accepted, refused, unclear, left = 0 }) {
  const sent = accepted + refused + unclear;
  const parts = [`${accepted} accepted`, refused > 0 && `${refused} failed`, unclear > 0 && `${unclear} without a clear answer`, left > 0 && `${left} left for the next run`].filter(Boolean);
  toast(sent === 0 ? "Nothing was tested: all are left out." : `${sent === 1 ? "One test" : `${sent} tests`}: ${parts.join(", ")}.`, accepted === sent && sent > 0 ? "good" : "careful");
  noteDelivery();
}
