import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry } from "@percore/telemetry";
import type { ReaderOptions } from "../../src/aggregate/reader.ts";
import { Exposition, type ExpositionOptions } from "../../src/http/mod.ts";
import { parseProtobuf } from "../prometheus/_decode_protobuf.ts";
import { parseText, type Syntax } from "../prometheus/_parse_text.ts";
import { collection, setPoints } from "../prometheus/_set_points.ts";
import { Distributions } from "../set/more_sets.ts";

const URL = "http://test/metrics";
const METRICS = [
  { name: "orders", instrument: "counter" },
  { name: "heap", instrument: "gauge" },
  { name: "took", instrument: "histogram", boundaries: [1] },
] as const;

/** An exposition of one set, and what readers were asked for. */
function exposed(options: ExpositionOptions = {}) {
  const points = setPoints({ metrics: METRICS, tuples: { 0: [7, 1.5, 1, 2, 3] } });
  const asked: ReaderOptions["by"][] = [];
  const exposition = new Exposition({
    reader({ by }) {
      asked.push(by);
      return { collect: () => collection(points) };
    },
  }, options);
  const get = (query = "", headers: Record<string, string> = {}, method = "GET") =>
    exposition.respond(new Request(URL + query, { headers, method }));
  return { points, asked, get, exposition };
}

async function families(response: Response, syntax: Syntax = "text"): Promise<string[]> {
  return parseText(await response.text(), syntax).map(({ name }) => name);
}

test("the format is the one that is asked for, and Content-Type says which", async () => {
  const { get } = exposed();
  const response = get("", { accept: "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8" });
  assert.equal(
    response.headers.get("content-type"),
    "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8",
  );
  assert.equal(response.headers.get("vary"), "Accept, Accept-Encoding");
  assert.deepEqual(await families(response, "openmetrics"), ["orders", "heap", "took"]);
  const text = get("", { accept: "text/plain;version=1.0.0" });
  assert.equal(
    text.headers.get("content-type"),
    "text/plain; version=1.0.0; charset=utf-8; escaping=underscores",
  );
  // The counter is called as before, whatever was asked for in between.
  assert.deepEqual(await families(get()), ["orders_total", "heap", "took"]);
});

test("the protobuf format is compressed, has a tag and selects families as the others do", async () => {
  const { get } = exposed({ maxSeries: 3 }), type = "application/vnd.google.protobuf";
  const accept = `text/plain;q=0.5,${type};proto=io.prometheus.client.MetricFamily;encoding=delimited`;
  const names = async (query: string) => {
    const bytes = new Uint8Array(await get(query, { accept }).arrayBuffer());
    return parseProtobuf(bytes).map(({ name }) => name);
  };
  assert.deepEqual(await names(""), ["orders_total", "heap", "took"]);
  assert.deepEqual(await names("?name[]=took_count"), ["took"]);
  const whole = get("", { accept }), tag = whole.headers.get("etag") ?? "";
  assert.equal(get("", { accept, "if-none-match": tag }).status, 304);
  assert.equal(get("", { "if-none-match": tag }).status, 200, "of the text, it's another tag");
  const { points, exposition } = many(1000);
  const compressed = exposition.respond(new Request(URL, { headers: { accept, "accept-encoding": "gzip" } }));
  assert.equal(compressed.headers.get("content-encoding"), "gzip");
  assert.match(
    compressed.headers.get("content-type") ?? "",
    new RegExp(`^${type}; proto=.*; escaping=underscores$`),
  );
  const stream = compressed.body?.pipeThrough(new DecompressionStream("gzip")) ?? null;
  const [family] = parseProtobuf(new Uint8Array(await new Response(stream).arrayBuffer()));
  assert.equal(family?.samples.length, points.series.length);
});

test("name[] selects families, by their own names or those of their samples", async () => {
  const { get } = exposed();
  assert.deepEqual(await families(get("?name[]=orders_total&name[]=took_bucket")), ["orders_total", "took"]);
  assert.deepEqual(await families(get("?name%5B%5D=heap")), ["heap"]);
  assert.equal(await get("?name[]=nothing").text(), "");
  const openMetrics = { accept: "application/openmetrics-text;version=1.0.0" };
  assert.deepEqual(await families(get("?name[]=orders", openMetrics), "openmetrics"), ["orders"]);
  assert.deepEqual(await families(get()), ["orders_total", "heap", "took"]);
});

test("by= chooses the reader, which is made when it is first asked for or at the start", async () => {
  const { asked, get } = exposed({ alsoBy: ["node"] });
  assert.deepEqual(asked, ["process", "node"]);
  for (const by of ["worker", "node", "worker", "process"]) await get(`?by=${by}`).text();
  assert.deepEqual(asked, ["process", "node", "worker"]);
  const refused = get("?by=thread");
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /process, node, worker/);
});

test("HEAD has the head of GET, and no body", async () => {
  const { get } = exposed();
  const [head, whole] = [get("", {}, "HEAD"), get()];
  assert.equal(head.status, 200);
  assert.equal(await head.text(), "");
  for (const name of ["content-type", "etag", "vary"]) {
    assert.equal(head.headers.get(name), whole.headers.get(name));
    assert.ok(head.headers.has(name));
  }
});

test("what hasn't changed is told by its tag, which is another one for another text", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const exposition = new Exposition(telemetry);
  const set = telemetry.register(Distributions);
  set.spread.record(1);
  const get = (query = "", headers: Record<string, string> = {}) =>
    exposition.respond(new Request(URL + query, { headers }));
  const requests: readonly [string, Record<string, string>][] = [
    ["", {}],
    ["?by=worker", {}],
    ["?name[]=x", {}],
    ["", { accept: "application/openmetrics-text" }],
    ["", { "accept-encoding": "gzip" }],
  ];
  const tags = () => requests.map((request) => get(...request).headers.get("etag") ?? "");
  // What percore has to say of the first collections comes with the next ones.
  for (let round = 0; round < 3; round++) tags();
  const first = tags();
  assert.equal(new Set(first).size, first.length);
  assert.deepEqual(tags(), first);
  const same = get("", { "if-none-match": first[0] ?? "" });
  assert.equal(same.status, 304);
  assert.equal(await same.text(), "");
  assert.equal(same.headers.get("etag"), first[0]);
  set.spread.record(1);
  const changed = get("", { "if-none-match": first[0] ?? "" });
  assert.equal(changed.status, 200);
  assert.notEqual(changed.headers.get("etag"), first[0]);
  await telemetry.shutdown();
});

test("what a text lacks is counted by reason, once it has been written", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 }), reader = telemetry.reader();
  const counter = { name: "orders", instrument: "counter" } as const;
  const points = setPoints({
    metrics: [counter, { name: "orders_total", instrument: "gauge" }],
    tuples: { 0: [7, 1.5] },
  });
  const others = setPoints({
    metrics: [counter, { name: "a", instrument: "counter" }],
    tuples: { 0: [1, 2] },
  });
  let present = [points];
  const exposition = new Exposition({
    register: telemetry.register.bind(telemetry),
    reader: () => ({ collect: () => collection(...present) }),
  }, { maxSeries: 3 });
  const omitted = () => {
    const set = reader.collect().sets.find(({ descriptor }) => descriptor.name === "percore.exposition");
    return Object.fromEntries(
      set?.series.map(([reason], i) => [reason?.value, set.values[i * set.layout.stride]]) ?? [],
    );
  };
  const scrape = (query = "", accept = "text/plain") =>
    exposition.respond(new Request(URL + query, { headers: { accept } })).text();
  await scrape("?name[]=orders");
  assert.deepEqual(omitted(), {}, "of a part, it isn't told");
  await scrape();
  assert.deepEqual(omitted(), { conflicting_type: 1 });
  present = [points, others];
  await scrape();
  assert.deepEqual(omitted(), { conflicting_type: 1, max_series: 2 });
  await scrape("?by=worker", "application/openmetrics-text");
  assert.deepEqual(omitted(), { conflicting_type: 1, max_series: 2 });
  present = [others];
  // The other format has its text of before.
  await scrape();
  assert.deepEqual(omitted(), { conflicting_type: 1, max_series: 2 });
  await scrape("?by=worker", "application/openmetrics-text");
  assert.deepEqual(omitted(), { conflicting_type: 0, max_series: 0 });
  await telemetry.shutdown();
});

/** A set of so many series that its text is made in several slices. */
function many(series = 20_000) {
  const values = Array.from({ length: series }, (_, i) => String(i));
  const points = setPoints({
    descriptor: { budget: values.length },
    metrics: [{ name: "orders", instrument: "counter" }],
    measurement: [{ key: "n", type: "enum", brief: "", stability: "stable", values }],
  });
  values.forEach((_, i) => points.touch(i));
  return { points, exposition: new Exposition({ reader: () => ({ collect: () => collection(points) }) }) };
}

test("a long text is a stream between whose slices timers fire, and several are read at once", async () => {
  const { exposition } = many();
  let fired = 0;
  const timer = setInterval(() => fired++, 0);
  const responses = [1, 2, 3].map(() => exposition.respond(new Request(URL)));
  const texts = await Promise.all(responses.map((response) => response.text()));
  clearInterval(timer);
  assert.ok(fired > 0);
  for (const text of texts) assert.equal(parseText(text)[0]?.samples.length, 20_000);
});

test("gzip is used when it is wanted, for short and for long texts, but not for very short ones", async () => {
  const { get } = exposed(), { exposition } = many();
  const headers = { "accept-encoding": "gzip" };
  // What takes longer than a slice, as a first text may, is compressed: how long it becomes isn't known then.
  const encodings = Array.from(
    { length: 50 },
    () => get("?name[]=heap", headers).headers.get("content-encoding"),
  );
  assert(encodings.includes(null));
  for (const query of ["", "?name[]=orders_total"]) {
    const response = exposition.respond(new Request(URL + query, { headers }));
    assert.equal(response.headers.get("content-encoding"), "gzip");
    assert.ok(response.body !== null);
    const text = await new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).text();
    assert.equal(parseText(text)[0]?.samples.length, 20_000);
  }
});

test("a reader that goes away ends the text", async () => {
  const { exposition } = many();
  await exposition.respond(new Request(URL)).body?.cancel();
  assert.equal(parseText(await exposition.respond(new Request(URL)).text())[0]?.samples.length, 20_000);
});

test("formats that take turns are written right, however many they are", async () => {
  const { get, points } = exposed();
  for (let round = 0; round < 20; round++) {
    points.values[0] = round;
    const escaping = ["dots", "values", "underscores"][round % 3];
    const version = round % 2 === 0 ? "text/plain" : "application/openmetrics-text";
    const response = get("", { accept: `${version};version=1.0.0;escaping=${escaping}` });
    const [family] = parseText(await response.text(), round % 2 === 0 ? "text" : "openmetrics");
    assert.equal(family?.samples[0]?.value, String(round));
  }
});
