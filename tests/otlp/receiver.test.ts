import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { otlpReceiver } from "../../examples/shop/receiver.ts";
import { StatusSchema } from "../../proto/gen/es/google/rpc/status_pb.ts";
import { otlpExporter } from "../../src/export/otlp/mod.ts";
import { backend, bodyOf } from "./backend.ts";
import { attribute, collection, descriptor, metric, record, seriesOf, setPoints } from "./set_points.ts";

const requests = descriptor({
  attributes: {
    registration: [],
    measurement: [attribute({ key: "outcome", type: "enum", values: ["ok", "rejected"] })],
  },
  entity: {
    type: "worker",
    brief: "A worker.",
    stability: "stable",
    identity: [attribute({ key: "thread.id", type: "int" })],
  },
  metrics: [metric({ name: "requests", instrument: "counter" })],
});

test("the receiver adds up the newest value of each series that is asked for", async () => {
  const receiver = otlpReceiver();
  await using server = await backend(async (request, response) => {
    const answer = await receiver.app.request("/v1/metrics", {
      method: "POST",
      body: await bodyOf(request),
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(new Uint8Array(await answer.arrayBuffer()));
  });
  const exporter = otlpExporter({ url: server.url });
  const workers = [1, 2].map((id) => setPoints(requests, { entity: { "thread.id": id } }));
  let bytes = 0;
  for (const round of [1, 2]) {
    workers.forEach((points, index) => {
      record(points, seriesOf(points, ["ok"]), [round * 100 + index]);
      record(points, seriesOf(points, ["rejected"]), [round]);
      points.time += 1024;
    });
    const report = await exporter.export(collection(workers), new AbortController().signal);
    assert.equal(report.result, "success");
    bytes += report.bytes;
  }
  assert.deepEqual([receiver.requests, receiver.bytes], [2, bytes]);
  assert.equal(receiver.sum("requests"), 200 + 201 + 2 + 2);
  assert.equal(receiver.sum("requests", { outcome: "ok" }), 200 + 201);
  assert.equal(receiver.sum("requests", { outcome: "rejected", "thread.id": 2 }), 2);
  assert.equal(receiver.sum("requests", { outcome: "1" }), 0);
  assert.equal(receiver.sum("nothing"), 0);
});

test("the receiver answers a body that is no request with 400 and a Status", async () => {
  const receiver = otlpReceiver();
  const answer = await receiver.app.request("/v1/metrics", { method: "POST", body: "nonsense" });
  assert.equal(answer.status, 400);
  assert.notEqual(fromBinary(StatusSchema, new Uint8Array(await answer.arrayBuffer())).message, "");
  assert.equal(receiver.requests, 0);
});
