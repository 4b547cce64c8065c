// The page's longer sentences, kept together so that they can be reviewed and corrected in one place.
import { upstream } from "./session.js";

export const TEXTS = {
  managed: "Managed by Confluent: it can't be edited, tested or deleted here.",
  unknownKind:
    "This page doesn't know this kind of target yet. You can change the name and description; the target stays as it is.",
  unknownKindOnly: "This page doesn't know this kind of target yet.",
  lookAtFields: "Nothing was sent. Check the marked fields.",
  goneMeanwhile: "Someone else has deleted this integration. It has been removed from the list.",
  mayBeSaved: "It may have been saved all the same: reload the list before you try again.",
  stoppedWaiting: "Stopped waiting for the answer. The change may have been saved; the list is being reloaded.",
  deleteWords: "Confluent will stop sending notifications to this target. This can't be undone.",
  resetWords: "All the sandbox's integrations and recorded messages will be deleted, and the initial integrations restored.",
  sandboxHint: "The sandbox imitates Confluent: nothing you do here reaches Confluent.",
  cloudHint: "Changes here are made in your Confluent Cloud organization.",
  badCredentials: "Confluent refused the Worker's credentials, not yours: check its CONFLUENT_API_KEY and CONFLUENT_API_SECRET.",
  acceptedRetired: "The test message was accepted, but the target is retired: nothing arrives there.",
  unnoticed: "integrations that stop working go unnoticed.",
  stopped:
    "The scheduled tests seem to have stopped: there has been none for more than 10 days. Integrations that stop working go unnoticed. Check the Worker's cron trigger.",
};

/** Who will see the test messages. */
export function seenWords() {
  return upstream === "sandbox" ? "The sandbox records them: they reach no channel." : "People in those channels will see them.";
}

/** "Accepted", never "delivered": nobody tells us what the channel did with it. */
export function acceptedWords() {
  return upstream === "sandbox"
    ? "The sandbox accepted the test message and recorded it."
    : "Confluent accepted the test message. Check that it arrived in the channel.";
}
