import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { createTelemetry, type Telemetry } from "@percore/telemetry";
import { PROMETHEUS_3, PROMTOOL_3 } from "../scripts/_prometheus_3.ts";
import { Exposed, UTF_8 } from "./exposed.ts";
import { type NativeHistogram, PrometheusServer, type Result } from "./prometheus_server.ts";
import { Shown } from "./shown_sets.ts";
import { unlessMissing } from "./unless_missing.ts";
import { until } from "./until.ts";

/** The formats that Prometheus 3 can ask for, and what it is answered with. */
const PROTOCOLS = [
  [
    "PrometheusProto",
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
  ],
  ["OpenMetricsText1.0.0", "application/openmetrics-text; version=1.0.0"],
  ["OpenMetricsText0.0.1", "application/openmetrics-text; version=0.0.1"],
  ["PrometheusText1.0.0", "text/plain; version=1.0.0"],
  ["PrometheusText0.0.4", "text/plain; version=0.0.4"],
] as const;

/** Those of them of which Prometheus says how it wants names, which may be any of UTF-8. */
const WITH_UTF_8 = ["OpenMetricsText1.0.0", "PrometheusText1.0.0"] as const;

const SPAN = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 1 };

/** Seconds: 0.005, 0.01 and so on up to 0.5. */
const TIMES: readonly number[] = Array.from({ length: 100 }, (_, i) => (i + 1) / 200);
/** Some of either sign, far apart, and zeros. */
const OFFSETS: readonly number[] = [-1000, -3, -0.5, -0.5, 0, 0, 0, 1e-9, 0.25, 1, 1.5, 2, 2, 1e6];

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

/** The samples that each format has, by name and bucket. */
const VALUES: Readonly<Record<string, number>> = {
  e2e_requests_total: 7,
  e2e_read_bytes_total: 2.5,
  e2e_active: -3,
  e2e_heap_bytes: 1e9 + 0.5,
  e2e_size_bytes_sum: 30,
  e2e_size_bytes_count: 2,
  "e2e_took_seconds_bucket 0.1": 20,
  "e2e_took_seconds_bucket 0.2": 40,
  "e2e_took_seconds_bucket 0.4": 80,
  "e2e_took_seconds_bucket 0.8": 100,
  "e2e_took_seconds_bucket +Inf": 100,
  e2e_took_seconds_sum: sum(TIMES),
  e2e_took_seconds_count: 100,
};

/** What there is besides where exponential histograms are classic ones. */
const CLASSIC: Readonly<Record<string, number>> = {
  e2e_waited_seconds_count: TIMES.length,
  e2e_waited_seconds_sum: sum(TIMES),
  "e2e_waited_seconds_bucket 0.25": 50,
  "e2e_offset_seconds_bucket 0": 7,
  "e2e_offset_seconds_bucket 2": 13,
  "e2e_offset_seconds_bucket +Inf": OFFSETS.length,
  e2e_idle_seconds_count: 0,
};

/** Records a little with every instrument. */
function record(telemetry: Telemetry): void {
  const { requests, read, active, heap, size, took, waited, offset } = telemetry.register(Shown);
  requests.add(7, SPAN);
  read.add(2.5);
  active.add(-3);
  heap.set(1e9 + 0.5);
  for (const value of [10, 20]) size.record(value);
  for (const value of TIMES) {
    took.record(value, SPAN);
    waited.record(value, SPAN);
  }
  for (const value of OFFSETS) offset.record(value);
}

const last = (job: string, name: string) => `last_over_time(${name}{job="${job}"}[10m])`;

/** The samples of a job, by name and bucket. */
async function samplesOf(prometheus: PrometheusServer, job: string): Promise<Map<string, Result>> {
  const results = await prometheus.results(`last_over_time({job="${job}", __name__=~".+"}[10m])`);
  return new Map(results.map((result) => {
    const { __name__: name = "", le } = result.metric;
    // Prometheus 3 writes whole bounds as doubles, as OpenMetrics does.
    return [le === undefined ? name : `${name} ${le.replace(/\.0$/, "")}`, result];
  }));
}

function assertValues(
  samples: ReadonlyMap<string, Result>,
  expected: Readonly<Record<string, number>>,
): void {
  for (const [name, value] of Object.entries(expected)) {
    assert.equal(Number(samples.get(name)?.value?.[1]), value, name);
  }
}

/** Each bucket has the values that lie within it, by the bounds that Prometheus itself gives it. */
function assertBuckets(histogram: NativeHistogram | undefined, values: readonly number[]): void {
  assert.equal(Number(histogram?.count), values.length);
  assert.equal(Number(histogram?.sum), sum(values));
  let all = 0;
  for (const [kind, lower, upper, count] of histogram?.buckets ?? []) {
    const isIn = (value: number) =>
      (value > Number(lower) || (value === Number(lower) && (kind === 1 || kind === 3))) &&
      (value < Number(upper) || (value === Number(upper) && (kind === 0 || kind === 3)));
    assert.equal(Number(count), values.filter(isIn).length, `from ${lower} to ${upper}`);
    all += Number(count);
  }
  assert.equal(all, values.length);
}

const CLASSIC_QUANTILE = "histogram_quantile(0.75, sum by (job, le) (e2e_took_seconds_bucket))";
const NATIVE_QUANTILE = "histogram_quantile(0.75, sum by (job) (e2e_waited_seconds))";

test(
  ...unlessMissing(
    "Prometheus 3 has the values that were recorded, by each format that it can ask for",
    PROMETHEUS_3,
  ),
  async () => {
    const telemetry = createTelemetry({ resource: { "service.name": "e2e" } });
    await using exposed = new Exposed(telemetry);
    record(telemetry);
    const names = PROTOCOLS.map(([protocol]) => protocol);
    await using prometheus = await PrometheusServer.start({
      command: PROMETHEUS_3,
      flags: ["--enable-feature=exemplar-storage,created-timestamp-zero-ingestion"],
      interval: 1000,
      jobs: names.map((name) =>
        exposed.job(name, `scrape_protocols: [${name}], scrape_native_histograms: true`)
      ),
      rules: { "quantile:classic": CLASSIC_QUANTILE, "quantile:native": NATIVE_QUANTILE },
    });
    await prometheus.scraped(names);
    for (const [job, type] of PROTOCOLS) {
      assert.ok(exposed.types.get(job)?.startsWith(type), `${job} is ${exposed.types.get(job)}`);
      const samples = await samplesOf(prometheus, job), isNative = job === "PrometheusProto";
      assertValues(samples, VALUES);
      assert.equal(samples.get("target_info")?.metric["service_name"], "e2e");
      if (isNative) {
        assertBuckets(samples.get("e2e_waited_seconds")?.histogram?.[1], TIMES);
        assertBuckets(samples.get("e2e_offset_seconds")?.histogram?.[1], OFFSETS);
        assertBuckets(samples.get("e2e_idle_seconds")?.histogram?.[1], []);
        assert.ok(![...samples.keys()].some((name) => name.startsWith("e2e_waited_seconds_")));
      } else assertValues(samples, CLASSIC);
      // The three quarters lie between 0.25 and 0.5 in the middle of the values.
      await until(`the rule has been evaluated for ${job}`, async () => {
        const classic = await prometheus.query(last(job, "quantile:classic"));
        const native = isNative ? await prometheus.query(last(job, "quantile:native")) : 0;
        return classic !== undefined && native !== undefined;
      });
      assertNear(await prometheus.query(last(job, "quantile:classic")), 0.2 + 0.2 * 35 / 40);
      if (isNative) assertNear(await prometheus.query(last(job, "quantile:native")), 0.25 * 2 ** 0.5);

      // These have times of creation, and exemplars.
      const isRich = isNative || job.startsWith("OpenMetrics");
      assert.equal(
        await prometheus.query(`min_over_time(e2e_requests_total{job="${job}"}[10m])`),
        isRich ? 0 : 7,
        "a counter begins at zero when its set was made",
      );
      const shown = await prometheus.exemplars(`{job="${job}", __name__=~"e2e_.+"}`);
      const waited = `e2e_waited_seconds${isNative ? "" : "_bucket"}`;
      assert.deepEqual(
        [...new Set(shown.map(({ seriesLabels }) => seriesLabels["__name__"]))].sort(),
        isRich ? ["e2e_requests_total", "e2e_took_seconds_bucket", waited] : [],
      );
      for (const { seriesLabels: { le = "+Inf" }, exemplars } of shown) {
        const bound = Number(le.replace("+Inf", "Infinity"));
        assert.ok(
          exemplars.every(({ value }) => [7, ...TIMES].includes(Number(value)) && Number(value) <= bound),
        );
      }
      for (const { labels } of shown.flatMap(({ exemplars }) => exemplars)) {
        assert.deepEqual(labels, { trace_id: SPAN.traceId, span_id: SPAN.spanId });
      }
    }
    await telemetry.shutdown();
  },
);

function assertNear(actual: number | undefined, expected: number): void {
  assert.ok(Math.abs((actual ?? NaN) - expected) < 1e-9, `${actual} instead of ${expected}`);
}

test(
  ...unlessMissing("Prometheus 3 has names of any characters, or escaped as it asks for", PROMETHEUS_3),
  async () => {
    const telemetry = createTelemetry({ resource: { "service.name": "e2e" } });
    await using exposed = new Exposed(telemetry);
    record(telemetry);
    const escaped = (["underscores", "dots", "values"] as const).flatMap((scheme) =>
      WITH_UTF_8.map((protocol) => ({ name: `${scheme}-${protocol}`, scheme, protocol }))
    );
    const legacy = (scheme: string) =>
      `metric_name_validation_scheme: legacy, metric_name_escaping_scheme: ${scheme}`;
    await using prometheus = await PrometheusServer.start({
      command: PROMETHEUS_3,
      interval: 2000,
      jobs: [
        ...WITH_UTF_8.map((name) => exposed.job(name, `scrape_protocols: [${name}]`, UTF_8)),
        ...escaped.map(({ name, scheme, protocol }) =>
          exposed.job(name, `scrape_protocols: [${protocol}], ${legacy(scheme)}`, UTF_8)
        ),
      ],
    });
    await prometheus.scraped([...WITH_UTF_8, ...escaped.map(({ name }) => name)]);
    // In OpenMetrics, a counter's sample ends with _total.
    const counter = (protocol: string, name: string) =>
      protocol.startsWith("OpenMetrics") ? `${name}_total` : name;
    for (const job of WITH_UTF_8) {
      assert.match(exposed.types.get(job) ?? "", /; escaping=allow-utf-8$/);
      const samples = await samplesOf(prometheus, job);
      assertValues(samples, { [counter(job, "e2e.requests")]: 7, "e2e.active": -3 });
      assert.equal(samples.get("target_info")?.metric["service.name"], "e2e");
    }
    const names = { underscores: "e2e_active", dots: "e2e_dot_active", values: "U__e2e_2e_active" };
    for (const { name: job, scheme } of escaped) {
      assert.ok(exposed.types.get(job)?.endsWith(`; escaping=${scheme}`), exposed.types.get(job) ?? job);
      assertValues(await samplesOf(prometheus, job), { [names[scheme]]: -3 });
    }
    await telemetry.shutdown();
  },
);

test("Prometheus 2 has native histograms when it asks for them, and the values of the others", {
  timeout: 120_000,
}, async () => {
  const telemetry = createTelemetry({ resource: { "service.name": "e2e" } });
  await using exposed = new Exposed(telemetry);
  record(telemetry);
  await using prometheus = await PrometheusServer.start({
    flags: ["--enable-feature=native-histograms"],
    jobs: [exposed.job("native")],
    rules: {
      "quantile:classic": CLASSIC_QUANTILE,
      "quantile:native": NATIVE_QUANTILE.replace("0.75", "0.5"),
    },
  });
  await prometheus.scraped(["native"]);
  assert.ok(exposed.types.get("native")?.startsWith(PROTOCOLS[0][1]));
  assertValues(await samplesOf(prometheus, "native"), VALUES);
  for (const [name, values] of [["e2e_waited_seconds", TIMES], ["e2e_offset_seconds", OFFSETS]] as const) {
    const [result] = await prometheus.results(name);
    assertBuckets(result?.histogram?.[1], values);
  }
  for (const rule of ["quantile:classic", "quantile:native"]) {
    await until("the rule has been evaluated", async () => {
      return await prometheus.query(last("native", rule)) !== undefined;
    });
  }
  assertNear(await prometheus.query(last("native", "quantile:classic")), 0.2 + 0.2 * 35 / 40);
  assertNear(await prometheus.query(last("native", "quantile:native")), 0.25);
  await telemetry.shutdown();
});

/** What promtool says of a text. */
function checked(promtool: string, text: string): string {
  const { status, stdout, stderr } = spawnSync(promtool, ["check", "metrics"], {
    input: text,
    encoding: "utf8",
  });
  return status === 0 ? stdout + stderr : `${status}: ${stdout}${stderr}`;
}

const SILENT = "has nothing to say of the text";

test(`promtool of Prometheus 2 ${SILENT}`, () => assertSilent("promtool"));

test(...unlessMissing(`promtool of Prometheus 3 ${SILENT}`, PROMTOOL_3), () => assertSilent(PROMTOOL_3));

async function assertSilent(promtool: string): Promise<void> {
  const telemetry = createTelemetry({ resource: { "service.name": "e2e" } });
  await using exposed = new Exposed(telemetry);
  record(telemetry);
  for (const version of ["0.0.4", "1.0.0"]) {
    const response = await fetch(`http://${exposed.target}/metrics`, {
      headers: { accept: `text/plain; version=${version}` },
    });
    const text = await response.text();
    assert.match(text, /percore_aggregator_worker_attached/);
    assert.equal(checked(promtool, text), "");
  }
  assert.match(checked(promtool, "# TYPE a counter\na 1\n"), /_total/, "it isn't always silent");
  await telemetry.shutdown();
}
