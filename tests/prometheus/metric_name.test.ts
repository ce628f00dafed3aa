import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { metricName } from "../../src/export/prometheus/metric_name.ts";
import type { InstrumentKind, MetricDescriptor } from "../../src/set/descriptor.ts";

function metric(instrument: InstrumentKind, name: string, unit: string): MetricDescriptor {
  return { field: "x", name, unit, brief: "", stability: "stable", instrument, valueType: "double" };
}

const NAMES: readonly [InstrumentKind, string, string, string][] = [
  ["histogram", "http.server.request.duration", "s", "http_server_request_duration_seconds"],
  ["counter", "http.requests", "{request}", "http_requests_total"],
  ["counter", "http.requests", "1", "http_requests_total"],
  ["counter", "http.requests.total", "", "http_requests_total"],
  ["counter", "http.requests_total", "s", "http_requests_seconds_total"],
  ["counter", "net.io", "By", "net_io_bytes_total"],
  ["counter", "net.io.bytes", "By", "net_io_bytes_total"],
  ["counter", "net.io.bytes.total", "By", "net_io_bytes_total"],
  ["updowncounter", "requests.active", "{request}", "requests_active"],
  ["updowncounter", "requests.total", "1", "requests_total"],
  ["gauge", "cpu.utilization", "1", "cpu_utilization_ratio"],
  ["gauge", "cpu.ratio", "1", "cpu_ratio"],
  ["updowncounter", "cpu.utilization", "1", "cpu_utilization"],
  ["gauge", "speed", "m/s", "speed_meters_per_second"],
  ["gauge", "speed.meters_per_second", "m/s", "speed_meters_per_second"],
  ["gauge", "rate", "{request}/s", "rate_per_second"],
  ["gauge", "flow", "By/{request}", "flow_bytes"],
  ["gauge", "heap", "MiBy", "heap_mebibytes"],
  ["gauge", "load", "%", "load_percent"],
  ["gauge", "temperature", "Cel", "temperature_celsius"],
  ["gauge", "odd", "furlong", "odd_furlong"],
  ["gauge", "odd", "m^2", "odd_m_2"],
  ["gauge", "a..b__c--d", "", "a_b_c_d"],
  ["gauge", "_private_", "", "private"],
  ["gauge", "9lives", "", "_9lives"],
  ["gauge", "rule:sum", "", "rule:sum"],
  ["gauge", "größe", "", "gr_e"],
  ["gauge", "…", "", "_"],
  ["counter", "…", "", "total"],
];

for (const [instrument, name, unit, expected] of NAMES) {
  test(`a ${instrument} ${name} in "${unit}" is ${expected}`, () => {
    assert.equal(metricName(metric(instrument, name, unit)), expected);
  });
}

test("every name is one that Prometheus accepts, without two underscores in a row", () => {
  const instruments = fc.constantFrom<InstrumentKind[]>("counter", "updowncounter", "gauge", "histogram");
  fc.assert(
    fc.property(instruments, fc.string({ unit: "grapheme" }), fc.string(), (instrument, name, unit) => {
      const result = metricName(metric(instrument, name, unit));
      assert.match(result, /^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
      assert.doesNotMatch(result, /__/);
    }),
  );
});
