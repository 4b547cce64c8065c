// What the page says of a target whose service has ended or may have moved.
import { targetRetirement } from "confluent-notifications";

const RETIREMENTS = {
  retired: {
    retirement: "retired",
    words: "Retired by Microsoft",
    advice:
      "Microsoft shut down Office 365 connectors in spring 2026, so nothing arrives through this URL. Replace it with the URL of a Teams workflow.",
  },
  maybe_moved: {
    retirement: "maybe_moved",
    words: "May have moved, send a test",
    advice:
      "From November 2025, Teams workflow URLs like this one moved to another host; those of your own Azure Logic Apps did not. Send a test to find out.",
  },
};

export const RETIRED = RETIREMENTS.retired;

/** { retirement, words, advice }, or null if nothing is known against the target. */
export const retirementOf = (target) => RETIREMENTS[targetRetirement(target)] ?? null;
