// undici's fetch with its MockAgent: what the client asks of the API, an interceptor answers.
import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { install, MockAgent, setGlobalDispatcher } from "undici";
import { useClient } from "./program/main.js";

const origin = "https://api.confluent.cloud";
install();
const agent = new MockAgent();
agent.disableNetConnect();
setGlobalDispatcher(agent);
const seen = await useClient(client, sandbox, (fetch) => {
  agent
    .get(origin)
    .intercept({ path: () => true, method: () => true })
    .reply(async ({ path, method, headers, body }) => {
      const answer = await fetch(new Request(origin + path, { method, headers, body }));
      return {
        statusCode: answer.status,
        data: await answer.text(),
        responseOptions: { headers: Object.fromEntries(answer.headers) },
      };
    })
    .persist();
});
console.log(JSON.stringify(seen));
process.exit();
