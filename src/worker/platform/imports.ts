/**
 * What Rust imports from JavaScript in the Worker, each in one crossing into WebAssembly and back: the head of a request,
 * a fetch, a response. Field by field, as wasm-bindgen does it, was half of a request's time (docs/decisions/0010).
 */

/** A `fetch`: the global one, or a binding's. */
interface Fetcher {
  fetch(url: string, init: RequestInit): Promise<Response>;
}

/** The result of a fetch. `status` is absent if no head came, `failure` if the whole response came. */
interface FetchResult {
  status?: number;
  headers?: string;
  body?: Uint8Array;
  failure?: string;
}

/** Returns the headers of those names that are present, one per line. */
function toLines(headers: Headers, names: string[]): string {
  let lines = "";
  for (const name of names) {
    const value = headers.get(name);
    if (value !== null) lines += `${name}:${value}\n`;
  }
  return lines;
}

/** Returns the headers as an object: the platform takes a list of pairs at twice the price. */
function fromLines(lines: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < lines.length; ) {
    const colon = lines.indexOf(":", at);
    const end = lines.indexOf("\n", colon);
    headers[lines.slice(at, colon)] = lines.slice(colon + 1, end);
    at = end + 1;
  }
  return headers;
}

/** Returns method, URL, and the headers of those names, one per line: nothing in a request's head can contain a line break. */
export function readHead(request: Request, names: string[]): string {
  return `${request.method}\n${request.url}\n${toLines(request.headers, names)}`;
}

/** Sends a request and reads the whole response, or, without names of headers to read, only its status. */
export class PendingFetch {
  /** Never rejects. */
  readonly finished: Promise<FetchResult>;
  #controller = new AbortController();

  constructor(
    fetcher: Fetcher,
    method: string,
    url: string,
    headers: string,
    body: string | undefined,
    names: string[] | undefined,
  ) {
    const init: RequestInit = {
      method,
      headers: fromLines(headers),
      body,
      redirect: "manual",
      ...uncached,
      signal: this.#controller.signal,
    };
    this.finished = send(fetcher, url, init, names);
  }

  cancel(): void {
    this.#controller.abort();
  }
}

/**
 * What keeps a response out of Cloudflare's cache. Before the compatibility date 2024-11-11 a Worker's fetch throws at `cache`,
 * and knows only Cloudflare's own way to say it.
 */
const uncached: RequestInit = knowsCache() ? { cache: "no-store" } : ({ cf: { cacheTtl: -1 } } as RequestInit);

function knowsCache(): boolean {
  try {
    return !!new Request("https://h", { cache: "no-store" });
  } catch {
    return false;
  }
}

async function send(fetcher: Fetcher, url: string, init: RequestInit, names: string[] | undefined): Promise<FetchResult> {
  let status: number | undefined;
  let headers: string | undefined;
  try {
    const response = await fetcher.fetch(url, init);
    status = response.status;
    if (!names) {
      response.body?.cancel().catch(() => {});
      return { status };
    }
    headers = toLines(response.headers, names);
    return { status, headers, body: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    return { status, headers, failure: String(error) };
  }
}

/**
 * Returns a response. `body` is in WebAssembly's memory, which changes afterwards. `cookies` is the one header that may
 * come more than once.
 */
export function makeResponse(status: number, headers: string, cookies: string[], body?: Uint8Array<ArrayBuffer>): Response {
  const response = new Response(body?.slice(), { status, headers: fromLines(headers) });
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}
