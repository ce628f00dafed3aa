/** Records with every instrument, `whole` or `bare`: then without shared memory and workers, and what runtimes add. */
declare const process: { readonly argv: readonly string[] };

if (process.argv[2] === "bare") {
  for (
    const name of [
      "SharedArrayBuffer",
      "Worker",
      "BroadcastChannel",
      "Buffer",
      "setInterval",
      "Deno",
      "process",
    ]
  ) {
    Reflect.deleteProperty(globalThis, name);
  }
}
// From here on: what is imported must not see them when it is loaded.
const { everyInstrument } = await import("./every_instrument.ts");
console.log(await everyInstrument());
