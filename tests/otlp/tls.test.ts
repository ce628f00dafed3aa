import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { otlpExporter, type TlsOptions } from "../../src/export/otlp/mod.ts";
import { bodyOf } from "./backend.ts";
import { collection, descriptor, metric, record, setPoints } from "./set_points.ts";

const counter = descriptor({ metrics: [metric({ name: "test.tls.count", instrument: "counter" })] });

function pathOf(file: string): string {
  return fileURLToPath(new URL(`certificates/${file}`, import.meta.url));
}

function pem(file: string): string {
  return readFileSync(pathOf(file), "utf8");
}

const authority = pem("authority.pem"), other = pem("other.pem");
const certificate = pem("client.pem"), key = pem("client.key");

/** A server that a private authority has certified; `mutual` ones take clients alone that it has certified, too. */
async function secureBackend(mutual: boolean) {
  let requests = 0;
  const server = createServer({
    ca: authority,
    cert: pem("server.pem"),
    key: pem("server.key"),
    requestCert: mutual,
    rejectUnauthorized: mutual,
  }, async (request, response) => {
    await bodyOf(request);
    requests++;
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert(address !== null && typeof address === "object");
  return {
    url: `https://127.0.0.1:${address.port}/v1/metrics`,
    get requests() {
      return requests;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function send(url: string, tls?: TlsOptions) {
  const points = setPoints(counter);
  record(points, 0, [1]);
  const exporter = otlpExporter({ url, timeout: 3000, ...(tls === undefined ? {} : { tls }) });
  return await exporter.export(collection([points]), AbortSignal.timeout(1500));
}

test("a server that a private authority has certified is trusted where the program names it", async () => {
  await using server = await secureBackend(false);
  assert.equal((await send(server.url, { ca: authority })).result, "success");
  assert.equal((await send(server.url, { ca: `${other}\n${authority}` })).result, "success");
  assert.equal(server.requests, 2);
});

test("without its authority, or with another one, a server isn't sent to", async () => {
  await using server = await secureBackend(false);
  for (const tls of [{}, { ca: other }]) {
    const { result, message } = await send(server.url, tls);
    assert.equal(result, "unavailable");
    assert.match(message ?? "", /cert|issuer|UnknownIssuer/i);
  }
  assert.equal(server.requests, 0);
});

test("a server that wants to know its clients takes one with a certificate, and no other", async () => {
  await using server = await secureBackend(true);
  assert.notEqual((await send(server.url, { ca: authority })).result, "success");
  assert.equal(server.requests, 0);
  const { result, message } = await send(server.url, { ca: authority, certificate, key });
  assert.deepEqual([result, message], ["success", undefined]);
  assert.equal(server.requests, 1);
});

test("certificates and keys that can't be used are refused at once, and not repeated", () => {
  const pkcs8 = { type: "pkcs8", format: "pem" } as const;
  const weak = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey.export(pkcs8).toString();
  const foreign = generateKeyPairSync("ed25519").privateKey.export(pkcs8).toString();
  const cases: [TlsOptions, RegExp][] = [
    [{ ca: "nonsense" }, /^tls\.ca: /],
    [{ ca: certificate.replace(/\n[^-]{20}/, "\n") }, /^tls\.ca: /],
    [{ certificate, key: "nonsense" }, /^tls\.key: /],
    [{ certificate: "nonsense", key }, /^tls\.certificate: /],
    [{ certificate }, /^tls: expected both/],
    [{ key }, /^tls: expected both/],
    [{ certificate, key: weak }, /^tls\.key: expected RSA/],
    [{ certificate, key: foreign }, /^tls: the key isn't that of the certificate/],
  ];
  for (const [tls, expected] of cases) {
    assert.throws(() => otlpExporter({ tls }), (error: Error) => {
      assert(error instanceof TypeError);
      assert.match(error.message, expected);
      for (const text of Object.values(tls)) {
        assert(text.split("\n").every((line: string) => line === "" || !error.message.includes(line)));
      }
      return true;
    });
  }
});

/** Sends with these variables. Their warnings are left to the test of the environment. */
async function sendWith(variables: Readonly<Record<string, string>>, url: string) {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    return await send(url);
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

const FILES = {
  OTEL_EXPORTER_OTLP_CERTIFICATE: pathOf("authority.pem"),
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: pathOf("client.pem"),
  OTEL_EXPORTER_OTLP_CLIENT_KEY: pathOf("client.key"),
};

test("the environment names the files of the authority and of the client", async () => {
  await using server = await secureBackend(true);
  assert.equal((await sendWith(FILES, server.url)).result, "success");
  const metrics = { ...FILES, OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE: pathOf("other.pem") };
  assert.equal((await sendWith(metrics, server.url)).result, "unavailable");
  assert.equal(server.requests, 1);
});
