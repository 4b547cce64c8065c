// A Worker of somebody's that mounts the package's.
import { createWorker, Sandbox } from "confluent-notifications/worker";

const admin = createWorker({ prefix: "/admin", authorize: () => "admin" });
export { Sandbox };
export default { fetch: (request, env, context) => admin.fetch(request, env, context) };
