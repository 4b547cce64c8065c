// Builds the page into static files that obey the Worker's Content-Security-Policy.
export default {
  // Relative addresses, so that the page also works mounted under a prefix.
  base: "./",
  build: {
    target: "es2022",
    // The policy allows neither data: URLs nor inline scripts: every asset stays a file.
    assetsInlineLimit: 0,
    modulePreload: false,
    // A widget per file is for readers; visitors get one script and one style sheet.
    cssCodeSplit: false,
    // Above this, something has come in that was not meant to: the client with its WebAssembly inlined is most of it.
    chunkSizeWarningLimit: 300,
  },
};
