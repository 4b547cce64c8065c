// The setting: WebAssembly is an experiment of Nitro 2, which Nuxt 4 builds with.
export default { srcDir: "server", compatibilityDate: "2026-04-01", experimental: { wasm: true } };
