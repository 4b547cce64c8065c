// In a process of its own: how long it takes from import to a usable client, and how much of that is WebAssembly.
// `start.mjs empty` measures the import of an empty module, which every client pays. Prints JSON, in milliseconds.
let webAssembly = 0;
for (const name of ["Module", "Instance"]) {
  WebAssembly[name] = new Proxy(WebAssembly[name], {
    construct(target, given) {
      const began = performance.now();
      const made = Reflect.construct(target, given);
      webAssembly += performance.now() - began;
      return made;
    },
  });
}
const empty = process.argv[2] === "empty";
const began = performance.now();
if (empty) await import("./empty.mjs");
else new (await import("confluent-notifications")).NotificationsClient().integrations;
console.log(JSON.stringify({ total: performance.now() - began, webAssembly }));
