/**
 * What the Worker asks of its platform, each in one crossing into WebAssembly and back: a request's head, a call, an answer.
 * Field by field, as wasm-bindgen has it, was half of a request's time (docs/decisions).
 */

function linesOf({ headers }, names) {
  let lines = "";
  for (const name of names) {
    const value = headers.get(name);
    if (value !== null) lines += `${name}:${value}\n`;
  }
  return lines;
}

/** An object: the platform takes a list of pairs at twice the price. */
function headersOf(lines) {
  const headers = {};
  for (let at = 0; at < lines.length; ) {
    const colon = lines.indexOf(":", at);
    const end = lines.indexOf("\n", colon);
    headers[lines.slice(at, colon)] = lines.slice(colon + 1, end);
    at = end + 1;
  }
  return headers;
}

/** Method, URL, and the headers of those names, a line each: nothing in a request's head can hold a line's end. */
export function headOf(request, names) {
  return `${request.method}\n${request.url}\n${linesOf(request, names)}`;
}

/** Sends a request and reads the whole answer, or, without names of headers to read, its status alone; `done` never rejects. */
export class PendingFetch {
  #controller = new AbortController();

  constructor(fetcher, method, url, headers, body, names) {
    const init = {
      method,
      headers: headersOf(headers),
      body,
      redirect: "manual",
      cache: "no-store",
      signal: this.#controller.signal,
    };
    this.done = exchange(fetcher, url, init, names);
  }

  cancel() {
    this.#controller.abort();
  }
}

async function exchange(fetcher, url, init, names) {
  let status, headers;
  try {
    const response = await fetcher.fetch(url, init);
    status = response.status;
    if (!names) {
      response.body?.cancel().catch(() => {});
      return { status };
    }
    headers = linesOf(response, names);
    return { status, headers, body: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    return { status, headers, broken: String(error) };
  }
}

/** `body` lies in WebAssembly's memory, which goes on to change. `cookies`: the one header that may come more than once. */
export function responseOf(status, headers, cookies, body) {
  const response = new Response(body && body.slice(), { status, headers: headersOf(headers) });
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}
