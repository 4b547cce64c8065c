import cloudflare from "@sveltejs/adapter-cloudflare";
import node from "@sveltejs/adapter-node";

export default { kit: { adapter: process.env.ADAPTER === "cloudflare" ? cloudflare() : node() } };
