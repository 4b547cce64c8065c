// Recognises outdated targets by their URL.

const AGES = [
  {
    age: "retired",
    words: "Retired by Microsoft",
    advice:
      "Microsoft shut down Office 365 connectors in spring 2026, so nothing arrives through this URL. Replace it with the URL of a Teams workflow.",
    matches: (host, path) =>
      host.endsWith(".webhook.office.com") || (host === "outlook.office.com" && path.startsWith("/webhook/")),
  },
  {
    age: "doubtful",
    words: "May have moved, send a test",
    advice:
      "From November 2025, Teams workflow URLs like this one moved to another host; those of your own Azure Logic Apps did not. Send a test to find out.",
    matches: (host, path) => host.endsWith(".logic.azure.com") && path.startsWith("/workflows/"),
  },
];

export const [RETIRED] = AGES;

/** { age, words, advice }, or null if nothing is known against the URL. */
export function ageOf(url) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return null;
  }
  const { protocol, hostname, pathname } = parsed;
  if (protocol !== "https:") return null;
  return AGES.find((entry) => entry.matches(hostname, pathname)) ?? null;
}
