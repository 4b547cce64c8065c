// Runs suites two at a time, since most of them wait more than they compute; each one's output is printed when it ends.

/**
 * The results in the order of `names`. Of cargo's suites one at a time runs: a second would wait for the first's lock.
 * @param {string[]} names
 * @param {Record<string, { about: string, cargo?: boolean, run: Function }>} suites
 */
export async function runSuites(names, suites, tools) {
  const waiting = [...names];
  const results = new Map();
  // One suite alone shows what it does as it goes.
  const alone = names.length === 1;
  let cargoRuns = false;

  async function runNext() {
    for (;;) {
      const next = waiting.findIndex((name) => !(cargoRuns && suites[name].cargo));
      if (next < 0) return;
      const [name] = waiting.splice(next, 1);
      const { about, cargo = false, run } = suites[name];
      if (cargo) cargoRuns = true;
      results.set(name, await runOne(name, about, run));
      if (cargo) cargoRuns = false;
    }
  }

  async function runOne(name, about, run) {
    const heading = `\n── ${name}: ${about}\n`;
    let output = "";
    const print = (text) => {
      if (alone) process.stdout.write(text);
      else output += text;
    };
    if (alone) process.stdout.write(heading);
    else console.log(`  ${name} started`);
    const started = performance.now();
    const { passed, failed } = await run(tools, print);
    if (!alone) process.stdout.write(heading + output);
    return { name, passed, failed, seconds: (performance.now() - started) / 1000 };
  }

  await Promise.all([runNext(), runNext()]);
  return names.map((name) => results.get(name));
}
