// Cloudflare Access in front of the Worker: which JWTs are accepted, and how often its keys are fetched.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { describe, test } from "node:test";
import { startWorker, withWorker } from "../support/worker.mjs";
import { COLLECTION, send, sendJson, slack } from "./raw-http.mjs";
import { AUDIENCE, DOMAIN, makeTeam } from "./team.mjs";
import { pointedAt, startUpstream, withUpstream } from "./upstream.mjs";

const shows = (jwt) => [["Cf-Access-Jwt-Assertion", jwt]];

/** The variables of a Worker behind Access. */
const behind = (upstream, vars = {}) => pointedAt(upstream, { ACCESS_TEAM_DOMAIN: DOMAIN, ACCESS_AUD: AUDIENCE, ...vars });

function startBehind(team, upstream, vars) {
  return startWorker({ vars: behind(upstream, vars), outboundService: team.outboundService });
}

describe("Cloudflare Access", () => {
  const team = makeTeam();
  const upstream = withUpstream();
  const worker = withWorker(() => behind(upstream), { outboundService: team.outboundService });
  const ask = (jwt, path = COLLECTION) => send(worker.url, { path, headers: shows(jwt) });

  test("a valid JWT grants the scope read by default, under any host, and the keys are fetched once", async () => {
    const host = [["Host", "notifications.example"]];
    for (let n = 0; n < 10; n += 1)
      assert.equal((await send(worker.url, { path: COLLECTION, headers: [...host, ...shows(team.jwt())] })).status, 200);
    assert.deepEqual([team.fetches, team.asked], [1, `https://${DOMAIN}/cdn-cgi/access/certs`]);
    const write = await sendJson(worker.url, "POST", COLLECTION, slack(), shows(team.jwt()));
    assert.equal(write.status, 403);
    assert.ok(!JSON.stringify(upstream.seen).includes("eyJ"));
    assert.match(worker.lines.join("\n"), /"token":"access:7335d417-person","scope":"read"/);
    assert.ok(!worker.lines.join("\n").includes("person.example"));
  });

  test("an invalid JWT is refused, reaches no upstream and causes no fetch of the keys", async () => {
    const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const good = team.jwt();
    const [head, , signature] = good.split(".");
    const admin = Buffer.from(JSON.stringify(team.claims({ sub: "someone else" }))).toString("base64url");
    const now = Math.floor(Date.now() / 1000);
    const fetches = team.fetches;
    for (const [name, jwt] of Object.entries({
      "alg none": team.unsigned("none"),
      "alg None": team.unsigned("None"),
      "no signature": team.unsigned("RS256"),
      "the public key as a secret": team.confused(),
      "another's signature under a known id": team.jwt({ key: stranger }),
      "claims exchanged": `${head}.${admin}.${signature}`,
      "cut short": good.slice(0, -1),
      "one byte less": good.slice(0, -6),
      "another audience": team.jwt({ claims: { aud: ["other"] } }),
      "no audience": team.jwt({ claims: { aud: undefined } }),
      "another issuer": team.jwt({ claims: { iss: "https://evil.cloudflareaccess.com" } }),
      expired: team.jwt({ claims: { exp: now - 61 } }),
      "no expiry": team.jwt({ claims: { exp: undefined } }),
      "not yet": team.jwt({ claims: { nbf: now + 120 } }),
      "for the team's own pages": team.jwt({ claims: { type: "org" } }),
      "a key of its own": team.jwt({ header: { jwk: stranger.export({ format: "jwk" }) }, key: stranger }),
      "keys from elsewhere": team.jwt({ header: { jku: "https://evil.example/certs" }, key: stranger }),
      "an unknown key": team.jwt({ header: { kid: "made-up" } }),
      "an extension": team.jwt({ header: { crit: ["exp"] } }),
      "two of them": `${good}, ${good}`,
      "no text at all": "",
    })) {
      const got = await ask(jwt);
      assert.equal(got.status, 401, `${name}: ${got.text}`);
      assert.equal(got.json().errors[0].code, "unauthorized");
      assert.equal(got.headers["www-authenticate"], undefined, name);
    }
    assert.deepEqual(upstream.seen, []);
    assert.equal(team.fetches, fetches);
    assert.match(worker.lines.join("\n"), /"why":"has expired"/);
    // As a cookie, which a browser would send for any site, it counts for nothing.
    assert.equal((await send(worker.url, { path: COLLECTION, headers: [["Cookie", `CF_Authorization=${good}`]] })).status, 401);
    assert.equal((await send(worker.url, { path: COLLECTION, headers: [["Authorization", `Bearer ${good}`]] })).status, 401);
  });

  test("unknown key ids cause at most one fetch of the keys", async () => {
    const fetches = team.fetches;
    const many = Array.from({ length: 50 }, (_, n) => ask(team.jwt({ header: { kid: `made-up-${n}` } })));
    for (const got of await Promise.all(many)) assert.equal(got.status, 401);
    assert.equal(team.fetches, fetches);
  });
});

test("while the keys cannot be fetched every JWT gets 503, and they are fetched again soon", { timeout: 30_000 }, async () => {
  const team = makeTeam();
  const upstream = await startUpstream();
  const worker = await startBehind(team, upstream, { ACCESS_SCOPE: "admin" });
  const ask = () => send(worker.url, { path: COLLECTION, headers: shows(team.jwt()) });
  for (const answer of [
    () => new Response("<html>", { status: 200 }),
    () => Response.json({ keys: [] }),
    () => Response.json({ keys: team.served }, { status: 500 }),
    () => Response.redirect("https://evil.example/certs"),
  ]) {
    team.answer = answer;
    const got = await ask();
    assert.deepEqual([got.status, got.json().errors[0].code, got.headers["retry-after"]], [503, "access_unavailable", "2"]);
    const { fetches } = team;
    for (let n = 0; n < 5; n += 1) assert.equal((await ask()).status, 503);
    assert.equal(team.fetches, fetches);
    await new Promise((go) => setTimeout(go, 2_100));
  }
  team.answer = undefined;
  assert.equal((await ask()).status, 200);
  // A scope of its own: these may write.
  assert.notEqual((await sendJson(worker.url, "POST", COLLECTION, slack(), shows(team.jwt()))).status, 403);
  await worker.dispose();
  await upstream.stop();
});

describe("an incomplete configuration", () => {
  for (const [vars, named] of /** @type {any[][]} */ ([
    [{ ACCESS_TEAM_DOMAIN: DOMAIN }, "ACCESS_AUD"],
    [{ ACCESS_AUD: "planted" }, "ACCESS_TEAM_DOMAIN"],
    [{ ACCESS_SCOPE: "admin" }, "ACCESS_TEAM_DOMAIN"],
    [{ ACCESS_TEAM_DOMAIN: "https://planted.example/x", ACCESS_AUD: "a" }, "ACCESS_TEAM_DOMAIN"],
    [{ ACCESS_TEAM_DOMAIN: DOMAIN, ACCESS_AUD: "a", ACCESS_SCOPE: "planted" }, "ACCESS_SCOPE"],
    [{ SESSION_KEYS: "planted-planted-planted-planted-planted" }, "SESSION_KEYS"],
    [{ ADMIN_TOKEN: "a-good-token-it-is", SESSION_KEYS: "planted" }, "SESSION_KEYS"],
    [{ ADMIN_TOKEN: "sha256:planted" }, "ADMIN_TOKEN"],
    [{ READ_TOKEN: "planted-twice", ADMIN_TOKEN: "planted-twice" }, "ADMIN_TOKEN"],
    [{ ADMIN_TOKEN: "a-good-token-it-is", ALLOWED_ORIGINS: "*" }, "ALLOWED_ORIGINS"],
  ])) {
    test(`${Object.keys(vars).join(", ")}: names ${named} and authenticates nobody`, async () => {
      const worker = await startWorker({ vars });
      for (const headers of [[], [["Authorization", "Bearer a-good-token-it-is"]], [["Authorization", "Bearer planted-twice"]]]) {
        const got = await send(worker.url, { path: COLLECTION, headers });
        assert.deepEqual([got.status, got.json().errors[0].code], [503, "misconfigured"]);
        assert.match(got.json().errors[0].detail, new RegExp(named));
        assert.ok(!got.text.includes("planted"));
      }
      assert.equal((await send(worker.url, { path: "/healthz" })).status, 503);
      await worker.dispose();
      assert.ok(!worker.lines.join("\n").includes("planted"), worker.lines.join("\n"));
    });
  }
});
