// Recognises, by their URL alone, targets that time has overtaken.

const AGES = [
  {
    age: "retired",
    words: "Retired by Microsoft",
    advice: "Office 365 connectors ended in spring 2026, so nothing arrives through this URL. Replace it with the URL of a Teams workflow.",
    matches: (host, path) => host.endsWith(".webhook.office.com") || (host === "outlook.office.com" && path.startsWith("/webhook/")),
  },
  {
    age: "doubtful",
    words: "may have moved, send a test",
    advice: "Teams workflow URLs of this shape moved to another host from November 2025. An Azure Logic App of your own keeps it.",
    matches: (host, path) => host.endsWith(".logic.azure.com") && path.startsWith("/workflows/"),
  },
];

export const [RETIRED] = AGES;

/** { age, words, advice }, or null where nothing is known against the URL. */
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
