/** Asks to join a worker to another thread where there is no memory to share. */
Reflect.deleteProperty(globalThis, "SharedArrayBuffer");
const { connect } = await import("@percore/telemetry");
const port = { postMessage: () => {} };
console.log(await connect({ port }).then(() => "connected", String));
