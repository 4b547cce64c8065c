// Modules that `tsc` does not look into when it checks the tests: the package itself, which is built after the suite `lint`,
// declares its types to the suite `types`; the others are installed in folders of their own, when they are needed.
declare module "confluent-notifications";
declare module "confluent-notifications/sandbox";
declare module "confluent-notifications/init";
declare module "confluent-notifications/*";
declare module "ky";
declare module "openapi-fetch";
declare module "@opentelemetry/api";
declare module "@opentelemetry/sdk-trace-base";
declare module "prom-client";
declare module "autocannon";
// What xtask generates: the suite `lint` builds nothing.
declare module "*/names.mjs" {
  export const names: Record<string, string>;
}
