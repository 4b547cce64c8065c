// `npm run reset`: forgets the local sandbox's integrations, so that the next `npm start` begins anew.
import { rm } from "node:fs/promises";
import { givenFolder, stateIn } from "./local/folder.mjs";
import { main } from "./steps/all.mjs";

await main(async () => {
  await rm(stateIn(givenFolder()), { recursive: true, force: true });
  console.log("The local sandbox is empty. A Worker that is running must be started again.");
});
