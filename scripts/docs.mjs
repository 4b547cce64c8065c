// `npm run docs`: the page of the JavaScript surface, by typedoc, in target/api. What is not documented is an error.
import { main, buildAll } from "./steps/all.mjs";
import { dependencies } from "./steps/dependencies.mjs";
import { run } from "./steps/run.mjs";
import { typedoc } from "./steps/typedoc.mjs";

await main(async () => {
  await buildAll();
  await dependencies("docs/api");
  await run(...typedoc());
  console.log("\nThe page is target/api/index.html.");
});
