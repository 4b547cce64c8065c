// The peer: a plain JavaScript Worker that passes on. A token, the credentials, the path, the body; nothing else.
export default {
  async fetch(request, env) {
    if (request.headers.get("authorization") !== `Bearer ${env.ADMIN_TOKEN}`) return new Response(null, { status: 401 });
    const { pathname, search } = new URL(request.url);
    const headers = {
      accept: "application/json",
      authorization: `Basic ${btoa(`${env.CONFLUENT_API_KEY}:${env.CONFLUENT_API_SECRET}`)}`,
    };
    const write = request.method !== "GET";
    if (write) headers["content-type"] = "application/json";
    const answer = await fetch(env.CONFLUENT_BASE_URL + pathname + search, {
      method: request.method,
      headers,
      body: write ? request.body : undefined,
    });
    return new Response(answer.body, {
      status: answer.status,
      headers: { "content-type": "application/json", "x-request-id": answer.headers.get("x-request-id") ?? "" },
    });
  },
};
