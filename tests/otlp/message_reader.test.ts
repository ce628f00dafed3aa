import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { StatusSchema } from "../../proto/gen/es/google/rpc/status_pb.ts";
import { MalformedMessageError, readFields, textOf } from "../../src/export/otlp/message_reader.ts";
import { Status } from "../../src/export/otlp/wire_tags.gen.ts";

test("fields are read as they were written", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1 }), fc.string({ minLength: 1, unit: "binary" }), (code, message) => {
      const fields = [...readFields(toBinary(StatusSchema, create(StatusSchema, { code, message })))];
      assert.deepEqual(
        fields.map(([tag, value]) => [tag, value instanceof Uint8Array ? textOf(value) : value]),
        [
          [Status.code, code],
          [Status.message, message],
        ],
      );
    }),
  );
});

test("any bytes are either read to their end or refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        for (const [, value] of readFields(bytes)) {
          assert(!(value instanceof Uint8Array) || value.length <= bytes.length);
        }
      } catch (error) {
        assert(error instanceof MalformedMessageError);
      }
    }),
    { numRuns: 2000 },
  );
});

test("a message that is cut off is refused", () => {
  const whole = toBinary(StatusSchema, create(StatusSchema, { message: "a message" }));
  for (let length = 1; length < whole.length; length++) {
    assert.throws(() => [...readFields(whole.subarray(0, length))], MalformedMessageError);
  }
});
