// The hostile server as a row reaches it, in Node and from a page alike.
export async function hostileServerAt(origin) {
  const ask = async (path) => (await fetch(origin + path)).json();
  return {
    ...(await ask("/where")),
    /** The base URL at which these faults happen, one a request; the last one goes on. */
    at: (...faults) => `${origin}/${faults.map(encodeURIComponent).join("+")}`,
    /** What came since the last time that somebody asked: method, path, headers, body, and whether the client closed. */
    recorded: () => ask("/recorded"),
    recordedSoFar: () => ask("/recorded-so-far"),
    /** Whether the client hangs up on the last request: it may take the server a moment to see it. */
    async seesClosing() {
      for (let looks = 0; looks < 400; looks++) {
        if ((await ask("/recorded-so-far")).at(-1)?.closed) return true;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return false;
    },
  };
}
