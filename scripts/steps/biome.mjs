// How Biome is started, which formats and lints JavaScript, TypeScript, JSON, CSS and Markdown.
import { inRoot } from "./step.mjs";

/** @returns {[string, string[]]} */
export const biome = (...args) => [process.execPath, [inRoot("node_modules/@biomejs/biome/bin/biome"), ...args]];
