// The words that are not used any more, each with the one that took its place: one fact has one name everywhere.
//
// A word is forbidden only in the places of its group: elsewhere it may be the field's own. `in` are beginnings of paths, `as` what the word is
// looked for as (see `namesIn`), and as a "file" or folder.

import { javascriptGroups } from "./table-javascript.mjs";
import { rustGroups } from "./table-rust.mjs";

export const groups = [...rustGroups, ...javascriptGroups];

/** `in` is the beginning of a path. An exception that is not needed any more is an error. */
export const exceptions = [
  { in: "src/worker/platform/assets.rs", word: "Head", why: "it is HTTP's method" },
  { in: "www/src/session.js", word: "by", why: "the Worker's /session says by what somebody is known" },
  {
    in: "www/src/session.js",
    word: "refused",
    why: "it announces that the Worker refuses a request, which is no result of a test",
  },
  { in: "www/src/main.js", word: "refused", why: "it listens for what session.js announces" },
];
