const onCloudflare = process.env.ADAPTER === "cloudflare";

export default defineNuxtConfig({
  compatibilityDate: "2026-04-01",
  telemetry: false,
  ...(onCloudflare && {
    nitro: {
      preset: "cloudflare-module",
      cloudflare: { deployConfig: true, nodeCompat: true },
      // The setting: Nitro compiles no .wasm without it.
      experimental: { wasm: true },
    },
  }),
});
