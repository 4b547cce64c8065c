// The whole Worker: the page, the six operations and the sandbox, as the package provides them.
export { default, Sandbox } from "confluent-notifications/worker";
