// nock: what the client asks of the API, an interceptor answers.
import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import nock from "nock";
import { useClient } from "./program/main.js";

nock.disableNetConnect();
const seen = await useClient(client, sandbox, (fetch) => {
  const scope = nock("https://api.confluent.cloud").persist();
  for (const method of ["GET", "POST", "PATCH", "DELETE"]) {
    scope.intercept(/.*/, method).reply(async (request) => {
      const answer = await fetch(request);
      return [answer.status, await answer.text(), Object.fromEntries(answer.headers)];
    });
  }
});
console.log(JSON.stringify(seen));
process.exit();
