import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Exemplar } from "../../src/aggregate/exemplar.ts";
import {
  ESCAPING_SCHEMES,
  type EscapingScheme,
  type PrometheusFormat,
  PrometheusRenderer,
  type PrometheusRendererOptions,
  type TranslationStrategy,
} from "../../src/export/prometheus/mod.ts";
import { escapeName } from "../../src/export/prometheus/escaping.ts";
import { parseText, type Syntax } from "./_parse_text.ts";
import { collection, setPoints, TestPoints } from "./_set_points.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });
const OPEN_METRICS: PrometheusFormat = { syntax: "openmetrics", version: "1.0.0", escaping: "underscores" };
const COUNTER = {
  name: "http.requests",
  instrument: "counter",
  unit: "{request}",
  brief: "Requests.",
} as const;
const METRICS = [
  COUNTER,
  { name: "heap", instrument: "gauge", unit: "By", brief: 'In "use".' },
  { name: "took", instrument: "histogram", unit: "s", brief: "Time.", boundaries: [1, 2.5] },
  { name: "size", instrument: "histogram", aggregation: "min_max_sum_count", brief: "Sizes." },
] as const;

function render(points: TestPoints, options: PrometheusRendererOptions): string {
  return decoder.decode(new PrometheusRenderer(options).render(collection(points)));
}

test("OpenMetrics has bare names, units, times of creation, doubles as bounds, and an end", () => {
  const points = setPoints({ metrics: METRICS, tuples: { 0: [7, 1.5, 1, 2, 3, 4.5, 0, 9, 2, 10, 1, 9] } });
  const scope = 'otel_scope_name="shop",otel_scope_version="1.0.0"';
  const text = new PrometheusRenderer({ format: OPEN_METRICS });
  assert.equal(
    text.contentType,
    "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores",
  );
  assert.equal(
    decoder.decode(text.render({ resource: { attributes: { "service.name": "shop" } }, sets: [points] })),
    `# HELP target Target metadata
# TYPE target info
target_info{service_name="shop"} 1
# HELP http_requests Requests.
# TYPE http_requests counter
http_requests_total{${scope}} 7
http_requests_created{${scope}} 0
# HELP heap_bytes In \\"use\\".
# TYPE heap_bytes gauge
# UNIT heap_bytes bytes
heap_bytes{${scope}} 1.5
# HELP took_seconds Time.
# TYPE took_seconds histogram
# UNIT took_seconds seconds
took_seconds_bucket{${scope},le="1.0"} 1
took_seconds_bucket{${scope},le="2.5"} 3
took_seconds_bucket{${scope},le="+Inf"} 6
took_seconds_sum{${scope}} 4.5
took_seconds_count{${scope}} 6
took_seconds_created{${scope}} 0
# HELP size Sizes.
# TYPE size summary
size_sum{${scope}} 10
size_count{${scope}} 2
size_created{${scope}} 0
# EOF
`,
  );
  const without = render(points, { format: OPEN_METRICS, created: false });
  assert.doesNotMatch(without, /_created/);
  parseText(without, "openmetrics");
});

/** Points that have these exemplars, whatever the field. */
class WithExemplars extends TestPoints {
  latest: Exemplar[] = [];

  override exemplars(): readonly Exemplar[] {
    return this.latest;
  }
}

test("OpenMetrics has the latest exemplar of each bucket and of a counter, none of a gauge or a summary, with the ids of its trace and span", () => {
  const shape = setPoints({
    metrics: [
      { ...METRICS[2], exemplars: "always_on" },
      { ...COUNTER, exemplars: "always_on" },
      { ...COUNTER, field: "open", name: "open", instrument: "updowncounter", exemplars: "always_on" },
      { ...METRICS[3], exemplars: "always_on" },
    ],
  });
  const points = new WithExemplars({
    ...shape,
    layout: shape.layout,
    descriptor: shape.descriptor,
    start: 0,
  });
  const renderer = new PrometheusRenderer({ format: OPEN_METRICS });
  const exemplars = () => {
    const text = decoder.decode(renderer.render(collection(points)));
    return parseText(text, "openmetrics").flatMap(({ samples }) =>
      samples.flatMap(({ name, labels, exemplar }) =>
        exemplar === undefined
          ? []
          : [[name, labels.get("le"), exemplar.value, exemplar.time, [...exemplar.labels].flat().join(" ")]]
      )
    );
  };
  assert.deepEqual(exemplars(), []);
  const ids = { traceId: new Uint8Array(16).fill(0xab), spanId: new Uint8Array(8).fill(1) };
  const none = { traceId: undefined, spanId: undefined };
  points.latest = [
    { value: 0.5, time: 1_500_000_000, ...none },
    { value: 1, time: 2e9, ...ids },
    { value: 7, time: 3e9, ...none },
  ];
  const labels = `trace_id ${"ab".repeat(16)} span_id ${"01".repeat(8)}`;
  assert.deepEqual(exemplars(), [
    ["took_seconds_bucket", "1.0", "1", "2", labels],
    ["took_seconds_bucket", "+Inf", "7", "3", ""],
    ["http_requests_total", undefined, "7", "3", ""],
  ]);
  points.latest = [];
  assert.deepEqual(exemplars(), []);
  assert.doesNotMatch(decoder.decode(new PrometheusRenderer().render(collection(points))), / # \{/);
});

const NAMES: readonly [TranslationStrategy, readonly string[]][] = [
  ["UnderscoreEscapingWithSuffixes", ["http_requests_total", "heap_bytes", "took_seconds", "size"]],
  ["UnderscoreEscapingWithoutSuffixes", ["http_requests", "heap", "took", "size"]],
  ["NoUTF8EscapingWithSuffixes", ["http.requests_total", "heap_bytes", "took_seconds", "size"]],
  ["NoTranslation", ["http.requests", "heap", "took", "size"]],
];

for (const [translation, names] of NAMES) {
  test(`${translation} calls metrics ${names.join(", ")}`, () => {
    const points = setPoints({ metrics: METRICS, attributes: { "a.b": 1 }, tuples: { 0: [7, 1.5] } });
    const format = { syntax: "text", version: "1.0.0", escaping: "allow-utf-8" } as const;
    const families = parseText(render(points, { format, translation }), "text-utf8");
    assert.deepEqual(families.map(({ name }) => name), names);
    const label = translation.startsWith("Underscore") ? "a_b" : "a.b";
    assert.equal(families[0]?.samples[0]?.labels.get(label), "1");
    const openMetrics = render(points, { format: { ...OPEN_METRICS, escaping: "allow-utf-8" }, translation });
    const [family] = parseText(openMetrics, "openmetrics-utf8");
    assert.equal(family?.name, names[0]?.replace(/_total$/, ""));
    assert.doesNotMatch(render(points, { translation }), /[a-z]\.[a-z]/);
  });
}

test("a strategy that there isn't is an error", () => {
  const translation: string = "None";
  // @ts-expect-error what a program without types may pass
  assert.throws(() => new PrometheusRenderer({ translation }), TypeError);
});

test("names are escaped as Prometheus' documentation says", () => {
  const escaped = (scheme: EscapingScheme) =>
    ["http.status:sum", "no:escaping_required", "mysystem.prod.west.cpu.load", "my lovely_http", "9é", ""]
      .map((name) => escapeName(name, scheme, "metric"));
  assert.deepEqual(escaped("underscores"), [
    "http_status:sum",
    "no:escaping_required",
    "mysystem_prod_west_cpu_load",
    "my_lovely_http",
    "__",
    "",
  ]);
  assert.deepEqual(escaped("dots"), [
    "http_dot_status:sum",
    "no:escaping__required",
    "mysystem_dot_prod_dot_west_dot_cpu_dot_load",
    "my__lovely__http",
    "____",
    "",
  ]);
  assert.deepEqual(escaped("values").slice(0, 5), [
    "U__http_2e_status:sum",
    "no:escaping_required",
    "U__mysystem_2e_prod_2e_west_2e_cpu_2e_load",
    "U__my_20_lovely__http",
    "U___39__e9_",
  ]);
});

/** A name as UTF-8: Prometheus 3 refuses a text in which one has a NUL. */
function shown(name: string): string {
  return name.toWellFormed().replaceAll("\0", "\ufffd");
}

test("of all characters, a name that stands as it is lacks NUL alone, which Prometheus doesn't take", () => {
  const points = setPoints({ metrics: [{ ...COUNTER, name: "a\0.b" }], attributes: { "k\0": "v\0" } });
  const format = { syntax: "text", version: "1.0.0", escaping: "allow-utf-8" } as const;
  const [family] = parseText(render(points, { format, translation: "NoTranslation" }), "text-utf8");
  assert.equal(family?.name, "a\ufffd.b");
  assert.equal(family.samples[0]?.labels.get("k\ufffd"), "v\0");
});

const FORMATS: readonly [Syntax, PrometheusFormat][] = [
  ["text", { syntax: "text", version: "0.0.4" }],
  ...ESCAPING_SCHEMES.map((escaping): [Syntax, PrometheusFormat] => [
    escaping === "allow-utf-8" ? "text-utf8" : "text",
    { syntax: "text", version: "1.0.0", escaping },
  ]),
  ["openmetrics", { syntax: "openmetrics", version: "0.0.1" }],
  ...ESCAPING_SCHEMES.map((escaping): [Syntax, PrometheusFormat] => [
    escaping === "allow-utf-8" ? "openmetrics-utf8" : "openmetrics",
    { syntax: "openmetrics", version: "1.0.0", escaping },
  ]),
];

test("whatever names, descriptions and values hold, each format is read back to what was given", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom("\\", '"', "\n", "n", "{", "}", ",", "_", ".", "é", "\ud800") }),
  );
  const key = fc.oneof(text, fc.constantFrom("le", "quantile", "a.b", "a_b", "__name__", "_name_", ""));
  const attributes = fc.dictionary(key, text, { maxKeys: 4 });
  const format = fc.constantFrom(...FORMATS), strategy = fc.constantFrom(...NAMES.map(([name]) => name));
  fc.assert(
    fc.property(format, strategy, text, text, attributes, (format, translation, name, brief, given) => {
      const [syntax, written] = format;
      const points = setPoints({
        metrics: METRICS.map((metric, i) => ({ ...metric, name: `${name}m${"abcd"[i]}`, brief })),
        attributes: given,
        entity: given,
        tuples: { 0: [7, 1.5, 1, 2, 3, 4.5, 0, 9, 2, 10, 1, 9] },
      });
      const families = parseText(render(points, { format: written, translation }), syntax);
      assert.deepEqual(families.map(({ type }) => type), ["counter", "gauge", "histogram", "summary"]);
      assert.deepEqual(families.map(({ samples }) => samples[0]?.value), ["7", "1.5", "1", "10"]);
      for (const { help, samples } of families) {
        assert.equal(help, brief.toWellFormed());
        const values = [...samples[0]?.labels.values() ?? []].flatMap((value) => value.split(";"));
        for (const value of Object.values(given)) {
          for (const part of value.toWellFormed().split(";")) {
            assert.ok(part === "" || values.includes(part), part);
          }
        }
      }
      if (syntax.endsWith("utf8") && translation === "NoTranslation") {
        assert.equal(families[1]?.name, shown(`${name}mb`));
        for (const [key, value] of Object.entries(given)) {
          if (key === "" || key.startsWith("__")) continue;
          const all: string = families[1]?.samples[0]?.labels.get(shown(key)) ?? "";
          assert.ok(all.includes(value.toWellFormed()));
        }
      }
    }),
  );
});
