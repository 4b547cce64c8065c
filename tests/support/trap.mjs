// Plants a trap into the shipped WebAssembly, so that the real glue and the real recovery are tried.
import { names } from "../../target/bindgen/client/names.mjs";

/** Reads a LEB128 number at `at`: its value and what follows it. */
function leb(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 127) << shift;
    if (byte < 128) return [value, at];
  }
}

function lebOf(value) {
  const out = [];
  do {
    out.push((value & 127) | (value > 127 ? 128 : 0));
    value >>>= 7;
  } while (value > 0);
  return out;
}

/** The module with the body of one exported function replaced by `unreachable`. */
export function planted(bytes, functionName) {
  const name = names[functionName] ?? functionName;
  const exported = WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map((one) => one.name);
  if (!exported.includes(name)) throw new Error(`${name} is none of ${exported}`);
  let imports = 0;
  let wanted;
  let at = 8;
  while (at < bytes.length) {
    const id = bytes[at];
    const [size, body] = leb(bytes, at + 1);
    const end = body + size;
    if (id === 2)
      imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).filter(({ kind }) => kind === "function").length;
    if (id === 7) {
      let [count, next] = leb(bytes, body);
      while (count-- > 0) {
        const [length, start] = leb(bytes, next);
        const [index, after] = leb(bytes, start + length + 1);
        if (new TextDecoder().decode(bytes.subarray(start, start + length)) === name) wanted = index - imports;
        next = after;
      }
    }
    if (id === 10) {
      let [count, next] = leb(bytes, body);
      const functions = lebOf(count);
      for (let index = 0; index < count; index++) {
        const [length, start] = leb(bytes, next);
        next = start + length;
        const code = index === wanted ? [0, 0x00, 0x0b] : [...bytes.subarray(start, next)];
        functions.push(...lebOf(code.length));
        for (const byte of code) functions.push(byte);
      }
      return Uint8Array.from([...bytes.subarray(0, at), 10, ...lebOf(functions.length), ...functions, ...bytes.subarray(end)]);
    }
    at = end;
  }
  throw new Error("no code");
}
