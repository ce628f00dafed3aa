import {
  create,
  type DescField,
  type DescMessage,
  type MessageInitShape,
  type MessageShape,
  ScalarType,
} from "@bufbuild/protobuf";
import fc from "fast-check";

/** How deep messages lie in one another: deep enough for a link's attributes, whose values are lists of pairs. */
const DEPTH = 9;

const text = fc.oneof(fc.string({ maxLength: 8 }), fc.string({ unit: "binary", maxLength: 8 }));
const uint32 = fc.oneof(fc.nat(200), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const int32 = fc.oneof(fc.nat(200), fc.integer());
const uint64 = fc.oneof(fc.bigInt(0n, 300n), fc.bigInt(0n, 2n ** 64n - 1n));
const int64 = fc.oneof(fc.bigInt(-2n, 300n), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n));

const SCALARS: { readonly [scalar in ScalarType]?: fc.Arbitrary<unknown> } = {
  [ScalarType.BOOL]: fc.boolean(),
  [ScalarType.BYTES]: fc.uint8Array({ maxLength: 16 }),
  [ScalarType.DOUBLE]: fc.double(),
  [ScalarType.FIXED32]: uint32,
  [ScalarType.FIXED64]: uint64,
  [ScalarType.INT32]: int32,
  [ScalarType.INT64]: int64,
  [ScalarType.SFIXED64]: int64,
  [ScalarType.SINT32]: int32,
  [ScalarType.STRING]: text,
  [ScalarType.UINT32]: uint32,
  [ScalarType.UINT64]: uint64,
};

function one(field: DescField, depth: number): fc.Arbitrary<unknown> {
  if (field.message !== undefined) return members(field.message, depth - 1);
  if (field.enum !== undefined) return int32;
  const scalar = field.scalar === undefined ? undefined : SCALARS[field.scalar];
  if (scalar === undefined) throw new Error(`${field}: no values are known for it`);
  return scalar;
}

function value(field: DescField, depth: number): fc.Arbitrary<unknown> {
  return field.fieldKind === "list" ? fc.array(one(field, depth), { maxLength: 3 }) : one(field, depth);
}

/** Any members of a message, each there or not. */
function members(message: DescMessage, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const fits = (field: DescField) => depth > 0 || field.message === undefined;
  const entries = message.members.flatMap((member): [string, fc.Arbitrary<unknown>][] => {
    if (member.kind === "field") return fits(member) ? [[member.localName, value(member, depth)]] : [];
    const cases = member.fields.filter(fits).map((field) =>
      value(field, depth).map((value) => ({ case: field.localName, value }))
    );
    return [[member.localName, fc.oneof(...cases)]];
  });
  return fc.record(Object.fromEntries(entries), { requiredKeys: [] });
}

/** Messages with any members of any value, made from the schema alone. */
export function messages<Desc extends DescMessage>(schema: Desc): fc.Arbitrary<MessageShape<Desc>> {
  return members(schema, DEPTH).map((init) => create(schema, init as MessageInitShape<Desc>));
}
