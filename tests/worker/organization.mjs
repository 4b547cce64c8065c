// An organization at the API, whose integrations answer tests as they are told: what the canary meets.
import { say, startUpstream } from "./upstream.mjs";

export const GONE = { status: 400, detail: "channel_is_archived: https://hooks.slack.com/services/T0/B0/secretsecretgone" };

/** `rows` are integrations, `verdicts` what the test of each says by its name ({ status, detail, headers, waitMs, hangUp }; 204 where none). */
export async function startOrganization({ rows = [], pageSize = 100 } = {}) {
  const upstream = await startUpstream();
  const organization = {
    ...upstream,
    rows,
    verdicts: {},
    /** How long each test takes, and the most that were under way at a time. */
    slowMs: 0,
    most: 0,
    /** What listing says in the place of a list, where something: always, or `once`. */
    refusal: undefined,
    /** The names of the integrations whose tests were sent, in order. */
    tested: () => upstream.seen.filter(({ path }) => path.endsWith(":test")).map(({ body }) => JSON.parse(body).display_name),
    forget: () => (upstream.seen.length = 0),
  };
  upstream.answer = ({ path, body }, response) => {
    const { pathname, searchParams } = new URL(path, upstream.url);
    if (pathname.endsWith(":test")) return verdict(JSON.parse(body).display_name, response);
    const id = /integrations\/(.+)$/.exec(pathname)?.[1];
    if (id) return one(decodeURIComponent(id), response);
    const { refusal } = organization;
    if (refusal?.once) organization.refusal = undefined;
    if (refusal) return problem(refusal, response);
    const from = Number(searchParams.get("page_token") ?? 0);
    const next = from + pageSize < organization.rows.length ? `https://elsewhere.example/?page_token=${from + pageSize}` : null;
    say(200, { data: organization.rows.slice(from, from + pageSize), metadata: { next } })({}, response);
  };
  function one(id, response) {
    const row = organization.rows.find((row) => row.id === id);
    return row ? say(200, row)({}, response) : problem({ status: 404, detail: "There is none of this id." }, response);
  }
  let underWay = 0;
  async function verdict(name, response) {
    const { waitMs, ...said } = organization.verdicts[name] ?? {};
    organization.most = Math.max(organization.most, (underWay += 1));
    await new Promise((go) => setTimeout(go, waitMs ?? organization.slowMs));
    underWay -= 1;
    if (said.hangUp) return response.destroy();
    return said.status ? problem(said, response) : say(204)({}, response);
  }
  return organization;
}

/** @param {{ status: number, detail: string, headers?: Record<string, string> }} answer */
function problem({ status, detail, headers }, response) {
  say(status, { errors: [{ status: String(status), detail }] }, headers)({}, response);
}

export const slackRow = (name, more = {}) => ({
  api_version: "notifications/v1",
  kind: "Integration",
  id: `n-${name}`,
  metadata: { self: "x" },
  display_name: name,
  target: { kind: "Slack", webhook_url: `https://hooks.slack.com/services/T0/B0/secretsecret${name}` },
  ...more,
});
