// Sends a test through every integration that can be tested, after asking, and says how they went.
import { canary } from "../canary.js";
import { sentInPlace } from "../canaryRun.js";
import { el, fill } from "../element.js";
import { integrations, mayTest } from "../session.js";
import { accessOf } from "../target.js";
import { seenWords } from "../texts.js";
import { busyGroup } from "./busy.js";
import { confirm } from "./confirm.js";
import { problem } from "./problem.js";
import { refreshDeliveries } from "./sandboxPanel.js";
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
  const words = [
    count === 1
      ? "One test message will be sent."
      : `Up to ${count} test messages will be sent, one through each integration that can be tested.`,
    seenWords(),
  ];
  if (!(await confirm({ title: "Test all integrations?", words, yes: "Send tests", look: "" }))) return undefined;
  const run = await canary.run();
  if (run.queued === 0) return tell(run);
  toast(run.queued === 1 ? "One test is under way." : `${run.queued} tests are under way.`);
  // In the background: meanwhile the list can be used, and left.
  return void followUp(run);
}

/** Also counts what is not loaded into the list. The Worker's own rules, which the page does not know, may skip some. */
async function countWritable() {
  let count = 0;
  for await (const integration of integrations().list({ page_size: 100 })) if (accessOf(integration) === "writable") count += 1;
  return count;
}

async function followUp(run) {
  // Where nothing is stored there is nothing to wait for.
  if (!canary.persisted) return sentInPlace(run) > 0 && tell(run);
  const followed = await canary.follow(run);
  if (followed.isLeft) return undefined;
  if (followed.all) return tell({ ...run, ...followed });
  return toast("Not all results are in after a minute. Reload the list in a while.", "careful");
}

function tell(run) {
  const { accepted, retired = 0, not_reached: notReached = 0 } = run;
  const sent = sentInPlace(run);
  toast(
    sent === 0 ? noneWords(run) : `${sent === 1 ? "1 test" : `${sent} tests`}: ${countsOf(run)}.`,
    sent > 0 && accepted === sent && retired === 0 && notReached === 0 ? "good" : "careful",
  );
  refreshDeliveries();
}

function countsOf({ accepted, retired = 0, rejected, inconclusive, not_reached: notReached = 0 }) {
  return [
    `${accepted} accepted`,
    retired > 0 && `${retired} of them by ${retired === 1 ? "a retired target" : "retired targets"}`,
    rejected > 0 && `${rejected} failed`,
    inconclusive > 0 && `${inconclusive} without a clear answer`,
    notReached > 0 && `${notReached} left for the next run`,
  ]
    .filter(Boolean)
    .join(", ");
}

function noneWords({ selected, not_reached: notReached = 0 }) {
  if (selected === 0) return "Nothing was tested: every integration is excluded from tests.";
  return `Nothing was tested: there was no time. ${notReached === 1 ? "1 test is" : `${notReached} tests are`} left for the next run.`;
}
