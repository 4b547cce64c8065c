// The API behind the page, asked directly, to prepare what a test needs and to see what the page did.
import assert from "node:assert/strict";

const PATH = "notifications/v1/integrations";

/** `worker` is one that runs by the time that something is asked. */
export function apiAt(worker, headers = {}) {
  async function call(method, path, body) {
    const response = await fetch(new URL(path, worker.url), {
      method,
      headers: { ...headers, ...(body && { "content-type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  }

  async function good(method, path, body) {
    const answer = await call(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  const list = async () => (await good("GET", `${PATH}?page_size=250`)).data;
  return {
    list,
    named: async (name) => (await list()).find((row) => row.display_name === name),
    create: (integration) => good("POST", PATH, integration),
    remove: (id) => good("DELETE", `${PATH}/${encodeURIComponent(id)}`),
    statusOf: async (id) => (await call("GET", `${PATH}/${encodeURIComponent(id)}`)).status,
    deliveries: async () => (await good("GET", "sandbox/deliveries")).data,
    /** Back to the integrations that the sandbox starts with. */
    reset: () => good("POST", "sandbox/reset", {}),
    /** Makes integrations until there are so many. */
    async fillUpTo(count) {
      const there = (await list()).length;
      for (let n = there + 1; n <= count; n += 1) await this.create(slack(`Filler ${String(n).padStart(3, "0")}`));
    },
  };
}

/** A secret that no redaction may let through; long enough that its last four characters may show. */
export const SECRET = "T0PS3CR3T/B0PS3CR3T/neverShownUnasked";

export function slack(name, url = `https://hooks.slack.com/services/${SECRET}1234`) {
  return { display_name: name, target: { kind: "Slack", webhook_url: url } };
}
