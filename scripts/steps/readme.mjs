// Writes a table into README.md and the package's README, between the markers with its name, and aligns its columns.
import { readFile, writeFile } from "node:fs/promises";
import { biome } from "./biome.mjs";
import { run } from "./run.mjs";
import { inRoot } from "./step.mjs";

/** The package's README has only some of the tables. */
export async function intoReadme(name, table) {
  const marked = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  const written = [];
  for (const file of [inRoot("README.md"), inRoot("pkg/README.md")]) {
    const text = await readFile(file, "utf8");
    if (!marked.test(text)) continue;
    await writeFile(
      file,
      text.replace(marked, (_, begin, end) => `${begin}${table}\n${end}`),
    );
    written.push(file);
  }
  if (!written.length) return console.log(`\nNo README has a place for it (<!-- ${name} --> … <!-- /${name} -->).`);
  await run(...biome("format", "--write", ...written));
}
