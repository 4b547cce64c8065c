// `POST /canary/test/{id}`: the result in the response, and a status by which a script learns of every dead channel.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { get, organization, start, worker } from "./canary-organization.mjs";
import { GONE, slackRow } from "./organization.mjs";

const RETIRED = { kind: "MsTeams", webhook_url: "https://contoso.webhook.office.com/webhookb2/secretsecret" };
/** What curl exits with if the status is 400 or above. */
const FAILED = 22;

/** As the runbook in docs/deploy.md has it. Gives curl's exit code, the status and the body. */
function curl(id) {
  const options = ["--silent", "--show-error", "--fail-with-body", "--write-out", "\n%{http_code}", "-X", "POST"];
  return new Promise((resolve, reject) => {
    execFile("curl", [...options, new URL(`canary/test/${id}`, worker.url).href], (error, stdout, stderr) => {
      const printed = /^([^]*)\n(\d+)$/.exec(stdout);
      if (!printed) return reject(new Error(`curl printed ${stdout}${stderr}`));
      return resolve({ exit: error?.code ?? 0, status: Number(printed[2]), body: JSON.parse(printed[1]) });
    });
  });
}

async function isStored({ run, at, result, health }) {
  const [row] = (await get("/canary/results")).data;
  assert.deepEqual([row.last_test.run, row.last_test.at, row.last_test.result, row.health], [run, at, result, health]);
}

describe("curl --fail-with-body", () => {
  test("succeeds if the test is accepted, and prints the stored result", async () => {
    organization.rows = [slackRow("a")];
    await start();
    const { exit, status, body } = await curl("n-a");
    assert.deepEqual([exit, status, Object.keys(body).sort()], [0, 200, ["persisted", "result"]]);
    const { at, run, since, health_at: healthAt, ...result } = body.result;
    const target = { id: "n-a", name: "a", kind: "Slack", health: "healthy" };
    assert.deepEqual(result, { ...target, trigger: "test", result: "accepted", status: 204, request_id: "upstream-id" });
    assert.deepEqual([body.persisted, since, healthAt], [true, at, at]);
    assert.match(run, /^[0-9a-f]{32}$/);
    await isStored(body.result);
  });

  for (const [verdict, status, result, code] of [
    [GONE, 400, "rejected", "bad_request"],
    [{ status: 404, detail: "no such target" }, 404, "rejected", "not_found"],
    [{ status: 422, detail: "not a webhook" }, 422, "rejected", "unprocessable"],
    [{ status: 401, detail: "invalid API key" }, 401, "inconclusive", "unauthorized"],
    [{ status: 429, detail: "slowly", headers: { "retry-after": "7" } }, 429, "inconclusive", "rate_limited"],
    [{ status: 500, detail: "down" }, 500, "inconclusive", "server_error"],
    [{ status: 503, detail: "down" }, 503, "inconclusive", "server_error"],
    [{ hangUp: true }, 502, "inconclusive", "network"],
    [{ waitMs: 10_000 }, 504, "inconclusive", "timeout"],
  ]) {
    test(`fails with ${status} if the test is ${result} by ${code}, and prints errors and the stored result`, async () => {
      organization.rows = [slackRow("a")];
      organization.verdicts.a = verdict;
      await start({ vars: { CONFLUENT_TIMEOUT_MS: "3000" } });
      const { exit, status: printed, body } = await curl("n-a");
      assert.deepEqual([exit, printed], [FAILED, status]);
      assert.ok(body.errors.length === 1 && body.errors[0].detail.length > 0, JSON.stringify(body));
      assert.deepEqual([body.persisted, body.result.result, body.result.code], [true, result, code]);
      assert.equal(body.result.health, result === "rejected" ? "failing" : undefined);
      await isStored(body.result);
    });
  }

  test("fails with 409 if the target is retired, although the test is accepted", async () => {
    organization.rows = [slackRow("old", { target: RETIRED })];
    await start();
    const { exit, status, body } = await curl("n-old");
    assert.deepEqual([exit, status, body.errors[0].code, body.persisted], [FAILED, 409, "retired", true]);
    assert.deepEqual([body.result.result, body.result.code, body.result.health], ["accepted", "retired", "failing"]);
    assert.ok(!JSON.stringify(body).includes("secretsecret"));
    await isStored(body.result);
  });

  test("fails without a result if the integration cannot be read, since nothing was tested", async () => {
    await start();
    const { exit, status, body } = await curl("n-none");
    assert.deepEqual([exit, status, body], [FAILED, 404, { errors: [{ status: "404", detail: "There is none of this id." }] }]);
  });

  test("gives the same statuses without a database, and says that nothing is stored", async () => {
    organization.rows = [slackRow("a"), slackRow("b"), slackRow("old", { target: RETIRED })];
    organization.verdicts.b = GONE;
    await start({ d1Databases: {} });
    const answers = [];
    for (const id of ["n-a", "n-b", "n-old"]) {
      const { exit, status, body } = await curl(id);
      answers.push([exit, status, body.persisted, body.result.result, body.result.health]);
    }
    assert.deepEqual(answers, [
      [0, 200, false, "accepted", "healthy"],
      [FAILED, 400, false, "rejected", "failing"],
      [FAILED, 409, false, "accepted", "failing"],
    ]);
  });

  test("prints the health that an earlier test showed if this one is inconclusive", async () => {
    organization.rows = [slackRow("a")];
    organization.verdicts.a = GONE;
    await start();
    const { body: before } = await curl("n-a");
    organization.verdicts.a = { status: 503, detail: "down" };
    const { body: after } = await curl("n-a");
    assert.deepEqual([after.result.health, after.result.since], ["failing", before.result.at]);
    assert.deepEqual([after.result.health_at, after.result.result], [before.result.at, "inconclusive"]);
    await isStored(after.result);
  });
});
