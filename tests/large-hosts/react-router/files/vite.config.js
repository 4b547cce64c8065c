import { cloudflare } from "@cloudflare/vite-plugin";
import { reactRouter } from "@react-router/dev/vite";

const onCloudflare = process.env.ADAPTER === "cloudflare";

export default { plugins: [onCloudflare && cloudflare({ viteEnvironment: { name: "ssr" } }), reactRouter()] };
