// `npm run reset`: deletes the local sandbox's state, so that the next `npm start` begins afresh.
import { rm } from "node:fs/promises";
import { folderOption, stateFolder } from "./local/folder.mjs";
import { main } from "./steps/all.mjs";

await main(async () => {
  await rm(stateFolder(folderOption()), { recursive: true, force: true });
  console.log("The local sandbox has been reset. Restart the Worker if it is running.");
});
