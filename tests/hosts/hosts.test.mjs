// The packed tarball in every host of list.mjs; what came of each is kept for the table.
import { after } from "node:test";
import { hosts } from "./list.mjs";
import { testHosts } from "./outcomes.mjs";
import { closeChromium } from "./ways/browser.mjs";

testHosts(hosts, "target/hosts.json");
after(closeChromium);
