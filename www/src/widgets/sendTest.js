// Sends the test of a saved integration and notes the result.
import { canary } from "../canary.js";
import { testSaved } from "../session.js";
import { acceptedWords } from "../texts.js";
import { noteDelivery } from "./sandboxPanel.js";
import { toast } from "./toast.js";

/** Never fails: what went wrong is shown on the integration's row. */
export async function sendTest(id) {
  try {
    await testSaved(id);
    canary.note(id);
    toast(acceptedWords());
    noteDelivery();
  } catch (error) {
    canary.note(id, error);
  }
}
