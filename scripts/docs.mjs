// `npm run docs`: the JavaScript API reference, made by TypeDoc, in target/api. Anything undocumented is an error.
import { main, buildAll } from "./steps/all.mjs";
import { dependencies } from "./steps/dependencies.mjs";
import { run } from "./steps/run.mjs";
import { typedoc } from "./steps/typedoc.mjs";

await main(async () => {
  await buildAll();
  await dependencies("docs/api");
  await run(...typedoc());
  console.log("\nThe API reference is target/api/index.html.");
});
