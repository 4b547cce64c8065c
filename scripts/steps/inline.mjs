// Writes bytes into the text of a JavaScript program, so that a module can travel inside a file.
//
// Bytes become printable ASCII, which survives every charset, quote and minifier; most become one character, so that
// compression finds in the text nearly what it found in the bytes: 5 % more after brotli, where hexadecimal has 10 %
// and base64 38 %.

/** Printable characters without quotes, what they and templates give a meaning to, and the start of a tag. */
const alphabet = Array.from({ length: 92 }, (_, index) => String.fromCharCode(35 + index)).filter((char) => !"$'<\\`".includes(char));
/** Measured: with it, the bytes that are frequent in WebAssembly become one character. */
const KEY = 33;
const prefixes = ["", "!", " "];

export function inlined(bytes) {
  return Array.from(bytes, (byte) => {
    const number = byte ^ KEY;
    return prefixes[Math.floor(number / alphabet.length)] + alphabet[number % alphabet.length];
  }).join("");
}

/** A program that leaves the bytes of `text` in `bytes`: a loop over character codes, the fastest way there is. */
export const decoder = (text) => `
  const text = ${JSON.stringify(text)};
  const all = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0, more = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 34) more = code < 33 ? 174 : 87;
    else {
      all[length++] = (code - 35 - (code > 36) - (code > 39) - (code > 60) - (code > 92) - (code > 96) + more) ^ ${KEY};
      more = 0;
    }
  }
  const bytes = all.subarray(0, length);`;
