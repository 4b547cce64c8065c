// Writes a table into README.md, between the markers with its name, and aligns its columns.
import { readFile, writeFile } from "node:fs/promises";
import { biome } from "./biome.mjs";
import { run } from "./run.mjs";
import { inRoot } from "./step.mjs";

export async function intoReadme(name, table) {
  const file = inRoot("README.md");
  const text = await readFile(file, "utf8");
  const marked = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  if (!marked.test(text)) return console.log(`\nREADME.md has no place for it (<!-- ${name} --> … <!-- /${name} -->).`);
  await writeFile(
    file,
    text.replace(marked, (_, begin, end) => `${begin}${table}\n${end}`),
  );
  await run(...biome("format", "--write", file));
}
