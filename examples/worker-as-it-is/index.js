// The whole Worker: the page, the six operations and the sandbox, as the package has them.
export { default, Sandbox } from "confluent-notifications/worker";
