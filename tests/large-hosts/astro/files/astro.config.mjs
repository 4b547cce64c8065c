import cloudflare from "@astrojs/cloudflare";
import node from "@astrojs/node";

export default {
  output: "server",
  adapter: process.env.ADAPTER === "cloudflare" ? cloudflare() : node({ mode: "standalone" }),
};
