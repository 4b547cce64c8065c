// A Worker's own unit test, outside workerd: the package's Worker mounted in it, with the sandbox in Confluent's place.
import { createSandbox } from "confluent-notifications/sandbox";
import { createWorker } from "confluent-notifications/worker";

globalThis.fetch = createSandbox().fetch;
const admin = createWorker({ prefix: "/admin", authorize: () => "admin" });
const env = { CONFLUENT_API_KEY: "key", CONFLUENT_API_SECRET: "secret" };
const answered = async (path) => {
  const answer = await admin.fetch(new Request(`http://localhost${path}`), env, { waitUntil() {} });
  return [answer.status, Object.keys(await answer.json())];
};

console.log(JSON.stringify([await answered("/admin/healthz"), await answered("/admin/notifications/v1/integrations")]));
