/** Waits until a backend that refuses everything has been asked twice, and has then nothing left to do. */
import { createServer } from "node:http";
import { createTelemetry } from "@percore/telemetry";
import { otlpExporter } from "../../src/export/otlp/mod.ts";

let requests = 0;
const server = createServer((_, response) => {
  response.writeHead(503, { "connection": "close" }).end();
  if (++requests === 2) server.close();
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address === null || typeof address !== "object") throw new Error("the server has no address");
  const url = `http://127.0.0.1:${address.port}/v1/metrics`;
  createTelemetry({ resource: {}, exporters: [otlpExporter({ url, interval: 10, timeout: 3_600_000 })] });
});
