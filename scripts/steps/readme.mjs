// Writes a table into README.md, between the markers with its name.
import { readFile, writeFile } from "node:fs/promises";
import { inRoot } from "./step.mjs";

export async function intoReadme(name, table) {
  const file = inRoot("README.md");
  const text = await readFile(file, "utf8");
  const marked = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  const written = text.replace(marked, (_, begin, end) => `${begin}${table}\n${end}`);
  if (!marked.test(text)) return console.log(`\nREADME.md has no place for it (<!-- ${name} --> … <!-- /${name} -->).`);
  if (written !== text) await writeFile(file, written);
}
