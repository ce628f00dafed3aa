import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { contentType } from "../../src/export/prometheus/format.ts";
import { acceptsGzip, formatFor, namesTag } from "../../src/http/accept.ts";

/** Who asks for what, and what it gets: syntax, version and escaping scheme. */
const ACCEPTS: readonly [string | undefined, string][] = [
  [undefined, "text 0.0.4"],
  ["", "text 0.0.4"],
  ["*/*", "text 0.0.4"],
  ["text/html, application/json", "text 0.0.4"],
  ["text/plain", "text 0.0.4"],
  ["text/plain; version=0.0.4", "text 0.0.4"],
  ["text/plain; version=0.0.4; escaping=dots", "text 0.0.4"],
  ["text/plain; version=2.0.0", "text 0.0.4"],
  ["text/plain; version=1.0.0", "text 1.0.0 underscores"],
  ["text/plain;version=1.0.0;escaping=allow-utf-8", "text 1.0.0 allow-utf-8"],
  ["TEXT/PLAIN; Version=1.0.0; Escaping=dots", "text 1.0.0 dots"],
  ['text/plain; version="1.0.0"; escaping=values', "text 1.0.0 values"],
  ["text/plain; version=1.0.0; escaping=none", "text 1.0.0 underscores"],
  ["application/openmetrics-text", "openmetrics 0.0.1"],
  ["application/openmetrics-text; version=0.0.1", "openmetrics 0.0.1"],
  ["application/openmetrics-text; version=1.0.0", "openmetrics 1.0.0 underscores"],
  ["application/openmetrics-text; version=2.0.0", "text 0.0.4"],
  ["text/plain; q=0.5, application/openmetrics-text; version=1.0.0; q=0.7", "openmetrics 1.0.0 underscores"],
  ["application/openmetrics-text; version=1.0.0; q=0.7, text/plain; version=1.0.0", "text 1.0.0 underscores"],
  ["application/openmetrics-text; version=1.0.0, text/plain", "openmetrics 1.0.0 underscores"],
  ["application/openmetrics-text; version=1.0.0; q=0, text/plain; q=0.1", "text 0.0.4"],
  [
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
    "protobuf underscores",
  ],
  ["application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=text", "text 0.0.4"],
  ["application/vnd.google.protobuf; proto=other.Message; encoding=delimited", "text 0.0.4"],
  ["application/vnd.google.protobuf", "text 0.0.4"],
  [
    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.1,text/plain;q=0.2",
    "text 0.0.4",
  ],
  // What Prometheus 3 asks for where native histograms are enabled.
  [
    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6," +
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4," +
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
    "protobuf underscores",
  ],
  [
    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;escaping=allow-utf-8",
    "protobuf allow-utf-8",
  ],
  // What Prometheus 3 asks for.
  [
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5," +
    "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
    "openmetrics 1.0.0 allow-utf-8",
  ],
  // And Prometheus 2.
  [
    "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4," +
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
    "openmetrics 1.0.0 underscores",
  ],
];

for (const [accept, expected] of ACCEPTS) {
  test(`Accept: ${accept} is answered with ${expected}`, () => {
    assert.equal(Object.values(formatFor(accept)).join(" "), expected);
  });
}

const ENCODINGS: readonly [string | undefined, boolean][] = [
  [undefined, false],
  ["", false],
  ["identity", false],
  ["br", false],
  ["gzip", true],
  ["deflate, GZIP;q=0.5", true],
  ["*", true],
  ["*;q=0", false],
  ["gzip;q=0, *", false],
  ["gzip;q=0.5, identity", false],
  ["gzip, identity;q=0.5", true],
];

for (const [encoding, expected] of ENCODINGS) {
  test(`Accept-Encoding: ${encoding} ${expected ? "is" : "isn't"} answered with gzip`, () => {
    assert.equal(acceptsGzip(encoding), expected);
  });
}

test("If-None-Match may name several tags, weak or strong, or any", () => {
  const tag = 'W/"a,b"';
  for (const match of ["*", tag, '"a,b"', '"x", W/"a,b"']) assert.ok(namesTag(match, tag), match);
  for (const other of [undefined, "", '"a"', "a,b", '"b"']) assert.ok(!namesTag(other, tag), String(other));
});

test("no header is an error, or takes long", () => {
  const part = fc.constantFrom(
    "text/plain",
    "*/*",
    ";",
    ",",
    "q=",
    "0.5",
    '"',
    "\\",
    "version=1.0.0",
    "application/vnd.google.protobuf",
    "encoding=delimited",
    " ",
    "=",
    "W/",
  );
  const header = fc.oneof(fc.string({ unit: "binary" }), fc.array(part).map((parts) => parts.join("")));
  fc.assert(fc.property(header, (header) => {
    for (const given of [header, header.repeat(1000)]) {
      assert.match(contentType(formatFor(given)), /^(text\/plain|application\/)/);
      acceptsGzip(given);
      namesTag(given, 'W/"x"');
    }
  }));
});
