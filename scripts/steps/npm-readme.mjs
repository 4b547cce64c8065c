// The README of the npm package: the repository's, without what needs the repository, in whole sentences.

/** Sections about a clone, or about measurements that are repeated in one. */
const left = ["Try it", "Examples", "Under load", "Benchmarks", "Against hostile servers", "More"];
/** What a reader of the package page cannot follow: a file of the repository, or one of its commands. */
const neighbour = /\]\((?!https?:)|\bnpm (run|start|test|ci)\b|\.mjs\b|\b[\w/]+\.(md|toml)\b/;

export function npmReadme(readme) {
  const sections = readme.replaceAll(/^<!--.*-->\n/gm, "").split(/^(?=##+ )/m);
  const kept = sections.filter((section) => !left.includes(titleOf(section))).map(withoutNeighbours);
  // A title whose text is gone says nothing, unless a part of it follows.
  const told = kept.filter((section, at) => !/^##+ .*\s*$/.test(section) || isPartOf(section, kept[at + 1]));
  return `${told.join("")}${license}`;
}

const license = `## License

MIT or Apache-2.0, at your option. \`THIRD-PARTY-LICENSES.txt\` has the licenses of what is compiled in.
`;

const titleOf = (section) => /^##+ (.*)/.exec(section)?.[1];
const isPartOf = (section, next = "") => /^#+/.exec(next)?.[0].length > /^#+/.exec(section)[0].length;

function withoutNeighbours(section) {
  const blocks = [];
  for (const part of section
    .trim()
    .replace(/^(#+ .*)\n+/, "$1\n\n")
    .split("\n\n")) {
    // A block of code is one, whatever blank lines it has.
    if ((blocks.at(-1)?.match(/```/g)?.length ?? 0) % 2 === 1) blocks.push(`${blocks.pop()}\n\n${part}`);
    else blocks.push(part);
  }
  const kept = blocks.map((block) => {
    if (!neighbour.test(block)) return block;
    if (/^(```|!\[)/.test(block)) return "";
    if (/^[-|]/.test(block))
      return block
        .split(/\n(?=[-|])/)
        .map(withoutSentences)
        .filter(Boolean)
        .join("\n");
    return withoutSentences(block);
  });
  return `${kept.filter(Boolean).join("\n\n")}\n\n`;
}

/** A row of a table goes as a whole. */
function withoutSentences(text) {
  if (text.startsWith("|")) return neighbour.test(text) ? "" : text;
  return text
    .split(/(?<=[.?!])\s+(?=[\[(A-Z*\`])/)
    .filter((sentence) => !neighbour.test(sentence))
    .join(" ");
}
