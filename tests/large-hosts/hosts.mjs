// The packed tarball in every large host, as `npm run hosts -- all` runs it; `HOSTS=next,nuxt` are only those.
import { after, before } from "node:test";
import { testHosts } from "../hosts/outcomes.mjs";
import { closeChromium } from "../hosts/ways/browser.mjs";
import { rowOf } from "./harness.mjs";
import { hostNames, installLargeHosts } from "./install.mjs";

const names = await hostNames();
const only = process.env.HOSTS?.split(",") ?? names;
const rows = [];
for (const name of only) rows.push(rowOf(name, (await import(`./${name}/host.mjs`)).default));

before(() => installLargeHosts(names));
testHosts(rows, "target/large-hosts.json", { minutes: 10 });
after(closeChromium);
