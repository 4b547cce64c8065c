// How TypeDoc is started, for `npm run docs` and for the suite that only checks whether it reports problems.
import { inRoot } from "./step.mjs";

export const typedocOptions = inRoot("docs/api/typedoc.json");
export const typedoc = ({ options = typedocOptions, more = [] } = {}) => [
  process.execPath,
  [inRoot("docs/api/node_modules/typedoc/bin/typedoc"), "--options", options, ...more],
];
