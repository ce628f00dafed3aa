import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { HistogramSchema } from "../../proto/gen/es/io/prometheus/client/metrics_pb.ts";
import { BackwardWriter } from "../../src/export/otlp/backward_writer.ts";
import { IntTotal } from "../../src/export/prometheus/int_total.ts";
import { NativeBuckets } from "../../src/export/prometheus/native_buckets.ts";
import { wholeText } from "../../src/export/prometheus/text_syntax.ts";
import { Histogram } from "../../src/export/prometheus/wire_tags.gen.ts";
import { nativeBuckets } from "./_decode_protobuf.ts";

test("whatever the counts, up to 2^62, each bucket comes back exactly, and so does their sum", () => {
  const count = fc.oneof(
    fc.constant(0),
    fc.nat(3),
    fc.maxSafeNat(),
    fc.integer({ min: 53, max: 62 }).map((power) => 2 ** power),
  );
  const buckets = new NativeBuckets(), writer = new BackwardWriter();
  fc.assert(
    fc.property(
      fc.array(count, { maxLength: 40 }),
      fc.integer(),
      fc.integer({ min: 8, max: 20 }),
      (counts, at, scale) => {
        const array = Float64Array.from([9, ...counts, 9]), offset = at >> 2, total = new IntTotal();
        const expected = new Map<number, bigint>();
        for (const [i, value] of counts.entries()) {
          const number = ((offset + i) >> (scale - 8)) + 1,
            sum = (expected.get(number) ?? 0n) + BigInt(value);
          // Merged buckets are added up as doubles, as those of a histogram that becomes coarser are.
          if (value > 0) expected.set(number, BigInt(Number(sum)));
        }
        fc.pre([...expected.values()].every((sum) => sum < 2n ** 63n));
        const given = { offset, length: counts.length, array, start: 1, at: (i: number) => counts[i] ?? 0 };
        buckets.take(given, scale, total);
        buckets.write(writer, Histogram.positiveSpan, Histogram.positiveDelta);
        const { positiveSpan, positiveDelta } = fromBinary(HistogramSchema, writer.finish());
        assert.deepEqual(nativeBuckets(positiveSpan, positiveDelta), expected);
        assert.equal(
          wholeText(total.value, total.carry),
          String(counts.reduce((sum, each) => sum + BigInt(each), 0n)),
        );
      },
    ),
    { numRuns: 500 },
  );
});
