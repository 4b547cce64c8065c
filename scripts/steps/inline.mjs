// Encodes bytes as text in a JavaScript program, so that one file can contain a WebAssembly module.
//
// Bytes become printable ASCII, which survives every charset, quote and minifier. Each frequent byte becomes one character,
// in their natural order, and every other byte two. So the text compresses nearly as well as the bytes: 4 % more after
// brotli, where hexadecimal takes 10 % more and base64 38 %.

/** Printable characters, without quotes, characters that are special in strings and templates, and the start of a tag. */
const alphabet = Array.from({ length: 92 }, (_, index) => String.fromCharCode(35 + index)).filter(
  (char) => !"$'<\\`".includes(char),
);

/** Which bytes become one character, as 64 hexadecimal digits: one bit per byte. */
function frequentBytes(bytes) {
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte]++;
  const frequent = new Set([...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b).slice(0, alphabet.length));
  const bits = counts.map((_, byte) => Number(frequent.has(byte))).join("");
  return bits.replaceAll(/.{4}/g, (four) => parseInt(four, 2).toString(16));
}

export function encode(bytes) {
  const mask = frequentBytes(bytes);
  const spelt = [];
  let singles = 0;
  let doubles = 0;
  for (let byte = 0; byte < 256; byte++) {
    if ((parseInt(mask[byte >> 2], 16) >> (3 - (byte & 3))) & 1) spelt.push(alphabet[singles++]);
    else spelt.push((doubles < alphabet.length ? "!" : " ") + alphabet[doubles++ % alphabet.length]);
  }
  return Array.from(bytes, (byte) => spelt[byte]).join("");
}

/** A program that decodes into `bytes`. It loops over numbers, which is the fastest way. */
export const decoder = (bytes) => `
  const text = ${JSON.stringify(encode(bytes))};
  const spelt = [[], []];
  for (let byte = 0; byte < 256; byte++) spelt[(parseInt("${frequentBytes(bytes)}"[byte >> 2], 16) >> (3 - (byte & 3))) & 1].push(byte);
  const all = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0, list = 1, more = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 34) {
      list = 0;
      more = code < 33 ? 87 : 0;
    } else {
      all[length++] = spelt[list][code - 35 - (code > 36) - (code > 39) - (code > 60) - (code > 92) - (code > 96) + more];
      list = 1;
      more = 0;
    }
  }
  const bytes = all.subarray(0, length);`;
