// Every row of the table, and how one is run for a client: `make` of any peer, with what a test needs beside its options.
import { asked, withoutWaits } from "./outcomes.mjs";
import { rows as answers } from "./rows/answers.mjs";
import { rows as connection } from "./rows/connection.mjs";
import { rows as errors } from "./rows/errors.mjs";
import { rows as oddities } from "./rows/oddities.mjs";
import { rows as paging } from "./rows/paging.mjs";
import { rows as programs } from "./rows/programs.mjs";
import { rows as redirects } from "./rows/redirects.mjs";
import { rows as requests } from "./rows/requests.mjs";
import { rows as waits } from "./rows/waits.mjs";

/** name, `peers` (whom it is asked of beside ours: true, false or some by name), `check`, which throws when it is wrong. */
export const rows = [
  ...answers,
  ...connection,
  ...redirects,
  ...waits,
  ...paging,
  ...errors,
  ...requests,
  ...programs,
  ...oddities,
];

export const appliesTo = ({ peers }, peer) => peer === "ours" || peers === true || (Array.isArray(peers) && peers.includes(peer));

export const credentials = { apiKey: "the-key", apiSecret: "the-secret-of-the-key" };

/** `makeOf`: the `make` of that peer. `host`: what Node and a page do each in its way. */
export async function check(row, peer, makeOf, server, host) {
  asked.ours = peer === "ours";
  // In a page, ours wants to be told aloud; on loopback there is nobody who could read along.
  const make = (options) => makeOf({ credentials, dangerouslyAllowBrowser: true, ...options });
  await server.recorded();
  await withoutWaits(() => row.check({ make, server, host }));
}
