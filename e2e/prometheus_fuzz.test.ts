import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry, type Telemetry } from "@percore/telemetry";
import fc from "fast-check";
import { PROMETHEUS_3 } from "../scripts/_prometheus_3.ts";
import { Exposed, UTF_8 } from "./exposed.ts";
import { PrometheusServer } from "./prometheus_server.ts";
import { namedSet } from "./shown_sets.ts";
import { unlessMissing } from "./unless_missing.ts";

/** How many of each text a run tries. */
const TRIES = 300;

/** What a metric is called, what is said of it, and an attribute: each a text of any characters. */
interface Given {
  readonly name: string;
  readonly brief: string;
  readonly key: string;
  readonly value: string;
}

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom(
      "\\",
      '"',
      "\n",
      "n",
      "{",
      "}",
      ",",
      "=",
      "#",
      " ",
      "\t",
      "\r",
      "\0",
      "é",
      "\ud800",
    ),
  }),
);

/** A name as it is shown: the one character that Prometheus doesn't take is replaced. */
function shownName(text: string): string {
  return text.replaceAll("\0", "\ufffd");
}

/** Texts, with a number that tells them apart. */
function generated(): readonly Given[] {
  const texts = fc.sample(fc.record({ name: text, brief: text, key: text, value: text }), TRIES);
  return texts.map(({ name, brief, key, value }, i) => ({
    name: `m${i}${name}`.toWellFormed(),
    brief: brief.toWellFormed(),
    key: `k${i}${key}`.toWellFormed(),
    value: value.toWellFormed(),
  }));
}

function record(telemetry: Telemetry, given: readonly Given[]): void {
  for (const [i, { name, brief, key, value }] of given.entries()) {
    telemetry.register(namedSet(i, name, brief, key), { attributes: { [key]: value } }).count.add(i + 1);
  }
}

/** Compares what a job has shown Prometheus with what was given, and names with what `nameOf` says, if anything. */
async function assertShown(
  prometheus: PrometheusServer,
  job: string,
  given: readonly Given[],
  nameOf: ((name: string) => string) | undefined,
): Promise<void> {
  await prometheus.scraped([job]);
  const results = await prometheus.results(`last_over_time({job="${job}", __name__=~".+"}[10m])`);
  const metadata = await prometheus.metadata(job);
  for (const [i, { name, brief, key, value }] of given.entries()) {
    const own = results.filter(({ metric, value }) =>
      metric["otel_scope_name"] === `e2e.named.${i}` && Number(value?.[1]) === i + 1
    );
    const [result] = own;
    assert.equal(own.length, 1, JSON.stringify({ job, name, key, value, own }));
    const { __name__: shown = "", ...labels } = result?.metric ?? {};
    const ofKey = new RegExp(`^k${i}(?![0-9])`);
    const [, found] = Object.entries(labels)
      .find(([label]) => nameOf === undefined ? ofKey.test(label) : label === shownName(key)) ?? [];
    assert.equal(found ?? "", value, JSON.stringify({ job, key, result }));
    if (nameOf !== undefined) assert.equal(shown, nameOf(shownName(name)));
    // Above a family, Prometheus leaves a name as it is written.
    const written = shown.replaceAll(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
    const said = metadata.find(({ metric }) =>
      metric === written || metric === written.replace(/_total$/, "")
    );
    // To Prometheus, a line of a text that ends with blanks says nothing.
    const isBlank = job.startsWith("PrometheusText") && /^[ \t\0]*$/.test(brief);
    const expected = isBlank ? "" : brief;
    assert.equal(said?.help, expected, JSON.stringify({ job, name, brief }));
  }
}

test("Prometheus 2 reads what was given from each label and description", { timeout: 120_000 }, async () => {
  const telemetry = createTelemetry({ resource: {}, ringBytes: 2 ** 22 }), given = generated();
  await using exposed = new Exposed(telemetry);
  record(telemetry, given);
  const jobs = [exposed.job("openmetrics")];
  await using prometheus = await PrometheusServer.start({ jobs, interval: 2000 });
  await assertShown(prometheus, "openmetrics", given, undefined);
  await telemetry.shutdown();
});

test(
  ...unlessMissing("Prometheus 3 reads what was given from each name, label and description", PROMETHEUS_3),
  async () => {
    const telemetry = createTelemetry({ resource: {}, ringBytes: 2 ** 22 }), given = generated();
    await using exposed = new Exposed(telemetry);
    record(telemetry, given);
    const plain = ["PrometheusProto", "OpenMetricsText0.0.1", "PrometheusText0.0.4"];
    const utf8 = ["OpenMetricsText1.0.0", "PrometheusText1.0.0"];
    await using prometheus = await PrometheusServer.start({
      command: PROMETHEUS_3,
      interval: 3000,
      jobs: [
        ...plain.map((name) => exposed.job(name, `scrape_protocols: [${name}]`)),
        ...utf8.map((name) => exposed.job(name, `scrape_protocols: [${name}]`, UTF_8)),
      ],
    });
    for (const job of plain) await assertShown(prometheus, job, given, undefined);
    for (const job of utf8) {
      const nameOf = (name: string) =>
        job.startsWith("OpenMetrics") && !name.endsWith("_total") ? `${name}_total` : name;
      await assertShown(prometheus, job, given, nameOf);
    }
    await telemetry.shutdown();
  },
);
