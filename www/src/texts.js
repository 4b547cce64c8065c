// The page's longer sentences, together so that they can be read, and corrected, in one go.
import { upstream } from "./session.js";

export const TEXTS = {
  managed: "Managed by Confluent, which makes and removes these itself: no editing, testing or deleting here.",
  unknownKind: "A kind that this page does not know yet: name and description can be changed, the target stays as it is.",
  unknownKindOnly: "A kind that this page does not know yet.",
  lookAtFields: "Not sent. Look at the marked fields.",
  goneMeanwhile: "Someone has deleted this integration meanwhile. It was taken off the list.",
  mayBeSaved: "It may have been saved all the same: reload the list before you try again.",
  stoppedWaiting: "Stopped waiting. It may have been saved: the list is loaded again.",
  deleteWords: "Confluent will send nothing more to this target. This cannot be undone.",
  resetWords: "All integrations of the sandbox and all recorded messages go, and the ones it started with come back.",
  sandboxHint: "The sandbox imitates Confluent: nothing here reaches it.",
  cloudHint: "Changes here are made in your Confluent Cloud organization.",
  badCredentials: "The Worker's own Confluent credentials were refused, not yours: look at its CONFLUENT_API_KEY and CONFLUENT_API_SECRET.",
  unnoticed: "integrations that stop working go unnoticed.",
};

/** Who will see the test messages. */
export function seenWords() {
  return upstream === "sandbox" ? "The sandbox records them: no channel gets one." : "The people in those channels will see them.";
}

/** "Accepted", never "delivered": nobody tells us what the channel did with it. */
export function acceptedWords() {
  return upstream === "sandbox"
    ? "The sandbox accepted the test message and recorded it."
    : "Confluent accepted the test message; look in the channel.";
}
