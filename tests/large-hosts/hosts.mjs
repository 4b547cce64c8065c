// The packed tarball in every large host, as `npm run hosts -- all` runs it; `HOSTS=next,nuxt` are only those.
import { after } from "node:test";
import { testHosts } from "../hosts/outcomes.mjs";
import { closeChromium } from "../hosts/ways/browser.mjs";
import { rowOf } from "./harness.mjs";
import { hostNames } from "./install.mjs";

const rows = [];
for (const name of process.env.HOSTS?.split(",") ?? (await hostNames()))
  rows.push(rowOf(name, (await import(`./${name}/host.mjs`)).default));

testHosts(rows, "target/large-hosts.json", { minutes: 10 });
after(closeChromium);
