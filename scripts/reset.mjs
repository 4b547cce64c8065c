// `npm run reset`: forgets the local sandbox's integrations, so that the next `npm start` begins anew.
import { rm } from "node:fs/promises";
import { main } from "./steps/all.mjs";
import { inRoot } from "./steps/step.mjs";

await main(async () => {
  await rm(inRoot(".wrangler/state"), { recursive: true, force: true });
  console.log("The local sandbox starts anew with the next `npm start`.");
});
