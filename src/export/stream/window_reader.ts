import { MAX_SCALE, MIN_SCALE } from "../../set/exponential_index.ts";
import type { Exemplar } from "../../aggregate/exemplar.ts";
import type { UnixNanos } from "../../host/clock.ts";
import { maxIndex, minIndex } from "../../set/exponential_index.ts";
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from "../../set/exemplar_slot.ts";
import { type FieldLayout, HISTOGRAM_DOUBLES } from "../../set/layout.ts";
import { MalformedMessageError } from "../otlp/message_reader.ts";
import type { DefinedSet } from "./definition_reader.ts";
import type { MemoryBudget } from "./memory_budget.ts";
import { memberOf, Message, numbersFrom } from "./message.ts";
import type { CountedRun, StreamPoints } from "./stream_points.ts";
import { laneOf, signedOf, unsignedOf } from "./whole.ts";
import * as tags from "./wire_tags.gen.ts";

/** Bytes in memory that a byte of a window needs at most, while it is read. */
const WINDOW_FACTOR = 16;

/** The coarsest scale that buckets can have: one coarser than can be asked for, when two would still be too many. */
const COARSEST = MIN_SCALE - 1;

/** Where the points of a set window are put. */
export interface Target {
  readonly points: StreamPoints;
  /** Called before the points of a window are put. */
  begin?(): void;
  /** The number that one of the set's series has in the points. */
  numberOf(series: number): number;
}

/**
 * Reads a `Window`, and puts its values where `targetOf` says.
 *
 * @throws {MalformedMessageError} when it can't be one.
 */
export function readWindow(
  bytes: Uint8Array,
  sets: readonly DefinedSet[],
  budget: MemoryBudget,
  targetOf: (set: DefinedSet, number: number) => Target,
): void {
  budget.take(WINDOW_FACTOR * bytes.length);
  const message = new Message(bytes);
  const end = message.eight(tags.Window.timeUnixNano).getBigUint64(0, true);
  for (const body of message.all(tags.Window.sets)) {
    const set = new Message(body), number = set.number(tags.SetWindow.set);
    const defined = memberOf(sets, number, "set");
    readSet(set, defined, targetOf(defined, number), end, budget);
  }
}

function readSet(
  message: Message,
  { fields, series }: DefinedSet,
  target: Target,
  end: bigint,
  budget: MemoryBudget,
): void {
  const { SetWindow } = tags, { points } = target;
  const time = end - nanos(message, SetWindow.before), start = time - nanos(message, SetWindow.length);
  target.begin?.();
  points.putWindow(Number(start), Number(time));
  const steps = message.varints(SetWindow.series).map((step) => Number(signedOf(step)));
  const numbers = numbersFrom(steps).map((number) => {
    memberOf(series, number, "series");
    return target.numberOf(number);
  });
  const fieldOf = (number: number): FieldLayout => {
    const field = fields.get(number);
    if (field === undefined) throw new MalformedMessageError(`the set has no metric ${number}`);
    return field;
  };
  for (const body of message.all(SetWindow.fields)) {
    const part = new Message(body), field = fieldOf(part.number(tags.FieldWindow.field));
    const positions = numbersFrom(part.numbers(tags.FieldWindow.points));
    const given = positions.length === 0
      ? numbers
      : positions.map((position) => memberOf(numbers, position, "point"));
    // Points without a value take no bytes, but time.
    budget.take(given.length);
    readField(part, field, given, points);
  }
  readExemplars(message, numbers, fieldOf, points, end);
}

function readField(
  message: Message,
  field: FieldLayout,
  series: readonly number[],
  points: StreamPoints,
): void {
  const { FieldWindow } = tags, { metric, lane } = field;
  if (message.flag(FieldWindow.gone)) {
    if (metric.instrument !== "gauge") {
      throw new MalformedMessageError("what isn't a gauge has lost its value");
    }
    for (const number of series) points.put(number, lane, NaN, 0);
  } else if (metric.instrument === "histogram") {
    readHistograms(message, field, series, points);
  } else if (metric.valueType === "int") {
    const ints = message.varints(FieldWindow.ints);
    checkLength("ints", ints.length, series.length);
    ints.forEach((int, i) => points.put(series[i] ?? 0, lane, ...laneOf(signedOf(int))));
  } else {
    const doubles = message.doubles(FieldWindow.doubles);
    checkLength("doubles", doubles.length, series.length);
    doubles.forEach((double, i) => points.put(series[i] ?? 0, lane, double, 0));
  }
}

function readHistograms(
  message: Message,
  field: FieldLayout,
  series: readonly number[],
  points: StreamPoints,
): void {
  const { lane, counts } = field;
  const whole = message.varints(tags.FieldWindow.counts).map(unsignedOf);
  const doubles = message.doubles(tags.FieldWindow.doubles);
  checkLength("counts", whole.length, series.length * counts);
  checkLength("doubles", doubles.length, series.length * HISTOGRAM_DOUBLES);
  whole.forEach((count, i) => {
    points.put(series[Math.floor(i / counts)] ?? 0, lane + i % counts, ...laneOf(count));
  });
  doubles.forEach((double, i) => {
    const number = series[Math.floor(i / HISTOGRAM_DOUBLES)] ?? 0;
    points.put(number, lane + counts + i % HISTOGRAM_DOUBLES, double, 0);
  });
  if (field.exponential >= 0) readExponentials(message, field, series, points);
}

function readExponentials(
  message: Message,
  field: FieldLayout,
  series: readonly number[],
  points: StreamPoints,
): void {
  const { FieldWindow } = tags;
  const signed = (tag: number) => message.varints(tag).map((varint) => Number(signedOf(varint)));
  const scales = signed(FieldWindow.scales), offsets = signed(FieldWindow.offsets);
  const lengths = message.numbers(FieldWindow.lengths);
  const counts = message.varints(FieldWindow.buckets).map((count) => Number(unsignedOf(count)));
  checkLength("scales", scales.length, series.length);
  checkLength("offsets", offsets.length, 2 * series.length);
  checkLength("lengths", lengths.length, 2 * series.length);
  checkLength("buckets", counts.length, lengths.reduce((sum, length) => sum + length, 0));
  let first = 0;
  series.forEach((number, i) => {
    const scale = scales[i] ?? 0;
    if (scale < COARSEST || scale > MAX_SCALE) throw new MalformedMessageError(`there is no scale ${scale}`);
    const runs = ([1, -1] as const).map((sign, side): CountedRun => {
      const offset = offsets[2 * i + side] ?? 0, length = lengths[2 * i + side] ?? 0;
      if (length > 0 && (offset < minIndex(scale) || offset + length - 1 > maxIndex(scale))) {
        throw new MalformedMessageError(`no value has bucket ${offset} at scale ${scale}`);
      }
      return { sign, offset, counts: counts.slice(first, first += length) };
    });
    points.putBuckets(number, field, runs, scale);
  });
}

function readExemplars(
  message: Message,
  numbers: readonly number[],
  fieldOf: (number: number) => FieldLayout,
  points: StreamPoints,
  end: bigint,
): void {
  const { Exemplar } = tags, found = new Map<string, [number, FieldLayout, Exemplar[]]>();
  for (const body of message.all(tags.SetWindow.exemplars)) {
    const part = new Message(body), field = fieldOf(part.number(Exemplar.field));
    const position = part.number(Exemplar.point), number = memberOf(numbers, position, "point");
    const key = `${number} ${field.lane}`, cell = found.get(key) ?? [number, field, []];
    found.set(key, cell);
    if (cell[2].length >= field.exemplars) throw new MalformedMessageError("a point has too many exemplars");
    cell[2].push({
      value: part.double(Exemplar.value),
      time: Number(end - nanos(part, Exemplar.before)) satisfies UnixNanos,
      traceId: idOf(part.bytes(Exemplar.traceId), TRACE_ID_BYTES),
      spanId: idOf(part.bytes(Exemplar.spanId), SPAN_ID_BYTES),
    });
  }
  for (const [number, field, exemplars] of found.values()) points.putExemplars(number, field, exemplars);
}

function idOf(bytes: Uint8Array | undefined, length: number): Uint8Array | undefined {
  if (bytes !== undefined) checkLength("an id's bytes", bytes.length, length);
  return bytes?.slice();
}

function nanos(message: Message, tag: number): bigint {
  return BigInt(signedOf(message.varint(tag)));
}

function checkLength(what: string, found: number, expected: number): void {
  if (found === expected) return;
  throw new MalformedMessageError(`${what}: there are ${found}, not ${expected}`);
}
