// What CommonJS gets outside Cloudflare's runtime, where there is no Worker to give: a sentence that says what to do.
throw new Error(
  "confluent-notifications/worker is an ES module for Cloudflare's runtime: import it there; this host took the CommonJS entry",
);
