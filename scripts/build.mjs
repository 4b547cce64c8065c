// `npm run build`: everything that `npm pack ./pkg` and a deployment need.
import { buildAll, main } from "./steps/all.mjs";

await main(buildAll);
