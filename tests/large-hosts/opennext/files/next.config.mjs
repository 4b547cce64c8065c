// The setting: OpenNext takes the entry for Cloudflare only of what Next.js has not bundled.
export default { serverExternalPackages: ["confluent-notifications"] };
