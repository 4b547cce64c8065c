// Sends the test of a saved integration and shows the result that the Worker answers with.
import { canary } from "../canary.js";
import { testSaved } from "../session.js";
import { TEXTS, acceptedWords } from "../texts.js";
import { refreshDeliveries } from "./sandboxPanel.js";
import { toast } from "./toast.js";

/** Never fails: what went wrong is shown on the integration's row. */
export async function sendTest(id) {
  try {
    canary.note(id, await testSaved(id));
    toast(acceptedWords());
    refreshDeliveries();
  } catch (error) {
    const { result, persisted } = error;
    if (result?.result !== "accepted") return canary.note(id, { result, persisted, error });
    canary.note(id, { result, persisted });
    toast(TEXTS.acceptedRetired, "careful");
    refreshDeliveries();
  }
  return undefined;
}
