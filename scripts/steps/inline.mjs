// Encodes bytes as text in a JavaScript program, so that one file can contain a WebAssembly module.
//
// Bytes become printable ASCII, which survives every charset, quote and minifier. Each frequent byte becomes one character,
// and every other byte two. The letters of messages and names stand for themselves, so that they compress as English and
// together with the program around them: the text takes less than 1 % more than the bytes after brotli, where hexadecimal
// takes 10 % more and base64 38 %.

const charOf = (code) => String.fromCharCode(code);
/** What stands for itself: the letters of messages and names. */
const isLetter = (code) => /[ _a-z]/.test(charOf(code));
/** The codes of the characters that are used: printable, without quotes, `$`, `\`, the start of a tag, and the two prefixes. */
const codes = Array.from({ length: 95 }, (_, index) => 32 + index).filter((code) => !/["$-'<\\`]/.test(charOf(code)));
/** What precedes the second character of a rare byte: `%` for the first of them, `&` for the others. */
const prefixes = ["%", "&"];

/** Which bytes become one character: the letters, and the most frequent of the others. */
function frequentBytes(bytes) {
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte]++;
  const others = [...counts.keys()].filter((byte) => !isLetter(byte)).sort((a, b) => counts[b] - counts[a] || a - b);
  const letters = codes.filter(isLetter);
  return new Set([...letters, ...others.slice(0, codes.length - letters.length)]);
}

/** The characters of the frequent bytes, in the order of the bytes. */
function alphabetOf(frequent) {
  const spare = codes.filter((code) => !isLetter(code));
  return [...frequent].sort((a, b) => a - b).map((byte) => charOf(isLetter(byte) ? byte : spare.shift()));
}

export function encode(bytes) {
  const frequent = frequentBytes(bytes);
  const alphabet = alphabetOf(frequent);
  let singles = 0;
  let rare = 0;
  const spelled = Array.from({ length: 256 }, (_, byte) => {
    if (frequent.has(byte)) return alphabet[singles++];
    const index = rare++;
    return prefixes[Math.floor(index / alphabet.length)] + alphabet[index % alphabet.length];
  });
  return Array.from(bytes, (byte) => spelled[byte]).join("");
}

/** One bit per byte, as 64 hexadecimal digits. */
const asMask = (frequent) =>
  Array.from({ length: 64 }, (_, four) =>
    [0, 1, 2, 3].reduce((digit, bit) => digit * 2 + Number(frequent.has(four * 4 + bit)), 0).toString(16),
  ).join("");

/**
 * A program that decodes into `bytes`. It loops over numbers, which is the fastest way. The text is on a line of its own, also
 * after a bundler or minifier: where Node prints the line that threw an error, it must not print the module.
 */
export function decoder(bytes) {
  const frequent = frequentBytes(bytes);
  return `
  const text = \`\n${encode(bytes)}\n\`;
  const alphabet = ${JSON.stringify(alphabetOf(frequent).join(""))};
  const single = [];
  const rare = [];
  for (let byte = 0, next = 0; byte < 256; byte++) {
    if ((parseInt("${asMask(frequent)}"[byte >> 2], 16) >> (3 - (byte & 3))) & 1) single[alphabet.charCodeAt(next++)] = byte;
    else rare.push(byte);
  }
  const bytes = new Uint8Array(${bytes.length});
  for (let at = 1, length = 0; length < bytes.length; at++) {
    const code = text.charCodeAt(at);
    bytes[length++] = code === 37 || code === 38 ? rare[alphabet.indexOf(text[++at]) + (code - 37) * ${codes.length}] : single[code];
  }`;
}
