import { SLOT_BYTES } from "./exemplar_slot.ts";
import { type Digit, digitsOf } from "./tuple_code.ts";
import { MAX_TABLE_SCALE } from "./exponential_index.ts";
import { PAGE_COUNTS, pagesOf } from "./exponential_pages.ts";
import type { AttributeDescriptor, MetricDescriptor, MetricSetDescriptor } from "./descriptor.ts";

/**
 * What a lane holds, which decides how a flush reads it, what it is reset to, and how two values of it merge.
 *
 * | kind | in the arena | not recorded | merged by |
 * | --- | --- | --- | --- |
 * | `int` | an i32 and an f64 that it spills into; 0 in the i32 says that the f64 is 0, too | 0 | addition, exact |
 * | `net` | an i32 and an f64 that it spills into | 0 | addition, exact |
 * | `count` | a u32 that stays at its largest value | 0 | addition, exact |
 * | `sum` | an f64 | 0 | addition |
 * | `last` | an f64 | NaN | the later one |
 * | `min` | an f64 | +Infinity | the smaller one |
 * | `max` | an f64 | -Infinity | the larger one |
 * | `total` | two f64: what was observed in this window, and what was observed last | NaN | taking the place of the set's last one |
 * | `past` | an f64: what the totals had come to that began anew | 0 | addition to the total in the lane before |
 * | `level` | an f64 | NaN | taking the place of the set's last one |
 *
 * A `total` stays when its set ends, a `level` ends with its set.
 */
export const LaneKind = {
  int: 0,
  count: 1,
  sum: 2,
  last: 3,
  min: 4,
  max: 5,
  total: 6,
  past: 7,
  level: 8,
  net: 9,
} as const;
/** One of the kinds of {@linkcode LaneKind}. */
export type LaneKind = (typeof LaneKind)[keyof typeof LaneKind];

/** What the f64 of a lane of each kind holds when nothing was recorded, by kind. */
export const EMPTY: readonly number[] = [0, 0, 0, NaN, Infinity, -Infinity, NaN, 0, NaN, 0];

/** Where a field's lanes lie within a row. */
export interface FieldLayout {
  /** What the field is. */
  readonly metric: MetricDescriptor;
  /**
   * The field's first lane. A histogram has its counts first (explicit: one a bucket; exponential: of zeros;
   * min-max-sum-count: one), then sum, min and max.
   */
  readonly lane: number;
  /** How many counts a histogram has. */
  readonly counts: number;
  /** The first lane's slot: an i32 slot for `int` and `count`, an f64 slot for the others. */
  readonly slot: number;
  /** The f64 slot of a histogram's sum; min and max follow. */
  readonly doubles: number;
  /** The number of this field among the set's exponential histograms; -1 for other fields. */
  readonly exponential: number;
  /** The scale at which an exponential histogram records. */
  readonly scale: number;
  /** The lane, beyond those of the row, of an exponential histogram's lowest positive bucket; see exponential_pages.ts. */
  readonly firstCount: number;
  /** How many exemplars a row keeps of the field: 0 when it has none. */
  readonly exemplars: number;
  /** The first of their slots in the row. */
  readonly firstExemplar: number;
  /** The lane under which a frame names the first of them: that of the field's first count or value. */
  readonly exemplarLane: number;
}

/**
 * How a set's instruments lie in lanes. A *row* is the run of lanes of one tuple of measurement attributes.
 */
export interface Layout {
  /** Lanes in a row. */
  readonly stride: number;
  /** The kind of each lane of a row, see {@linkcode LaneKind}. */
  readonly kinds: Uint8Array;
  /** For each lane, its i32 slot in the row (`int`, `net`, `count`) or its f64 slot (the others). */
  readonly slots: Uint16Array;
  /** The lane of each i32 slot: first those of kind `int`, then `net`, then `count`. */
  readonly intLanes: Uint16Array;
  /** How many lanes are of kind `int`. */
  readonly growing: number;
  /** How many are of kind `int` or `net`: their i32 and f64 slots have the same numbers. */
  readonly spills: number;
  /** The lanes of other kinds. */
  readonly doubleLanes: Uint16Array;
  /** i32 slots in a row: those of the lanes, then two for each exponential histogram. */
  readonly ints: number;
  /** The first of the slots of exponential histograms: where their tables of pages lie. */
  readonly tables: number;
  /** f64 slots in a row: first what `int` and `net` lanes spill into, then the other lanes'. */
  readonly doubles: number;
  /** The fields, in the order of their lanes. */
  readonly fields: readonly FieldLayout[];
  /** The exponential histograms among them. */
  readonly exponentials: readonly FieldLayout[];
  /** The fields that have exemplars. */
  readonly withExemplars: readonly FieldLayout[];
  /** Exemplar slots in a row, see exemplar_slot.ts. */
  readonly exemplars: number;
  /** How many values each measurement attribute has: its own, one for those beyond its bound, one for none. */
  readonly radix: readonly number[];
  /** How the indices of measurement attributes make a tuple. */
  readonly digits: readonly Digit[];
  /** Whether rows are found by a look-up among those that exist, because the tuples are too many for an array. */
  readonly table: boolean;
  /** Rows that the set may have: one, or its tuples up to its budget, and one for all beyond. */
  readonly rows: number;
  /** Rows that are allocated together. */
  readonly chunkRows: number;
}

/** Lanes that a histogram has besides its counts: sum, min, max. */
export const HISTOGRAM_DOUBLES = 3;

/** The lanes of a field that have its value: those of a total that began anew are added to it. */
export function lanesOf({ metric: { instrument }, counts }: FieldLayout): number {
  return instrument === "histogram" ? counts + HISTOGRAM_DOUBLES : 1;
}

/** Lanes that a row has at most, so that a row always fits into a frame. */
export const MAX_STRIDE = 1024;

/** Exemplars that a row has at most: with {@linkcode MAX_STRIDE} lanes it still fits into a frame. */
export const MAX_EXEMPLARS = 256;

/**
 * Exemplars of an exponential histogram, a power of two: neighbouring buckets have different ones, and those that
 * are so many buckets apart share one.
 */
export const EXPONENTIAL_EXEMPLARS = 16;

/** Measurement attributes that a set has at most. */
export const MAX_ATTRIBUTES = 8;

/** Series that a set has at most unless its schema says otherwise. */
export const DEFAULT_BUDGET = 2000;

/** Bytes that rows allocated together should have, about. */
const CHUNK_BYTES = 2048;

function kindsOf(metric: MetricDescriptor): LaneKind[] {
  const { int, net, count, sum, last, min, max, total, past, level } = LaneKind;
  const observed = metric.recording === "observe";
  switch (metric.instrument) {
    case "counter":
      return observed ? [total, past] : [metric.valueType === "int" ? int : sum];
    case "updowncounter":
      return [observed ? level : metric.valueType === "int" ? net : sum];
    case "gauge":
      return [last];
    case "histogram":
      return [...new Array<LaneKind>(countsOf(metric)).fill(count), sum, min, max];
  }
}

function countsOf({ instrument, aggregation = "explicit", boundaries = [] }: MetricDescriptor): number {
  if (instrument !== "histogram") return 0;
  return aggregation === "explicit" ? boundaries.length + 1 : 1;
}

/** Whether a lane of that kind is an i32 or u32. */
export function isInt(kind: number | undefined): boolean {
  return kind === LaneKind.int || kind === LaneKind.net || kind === LaneKind.count;
}

function lanesBySlot(kinds: Uint8Array, slots: Uint16Array, count: number): Uint16Array {
  const lanes = new Uint16Array(count);
  kinds.forEach((kind, lane) => {
    if (isInt(kind)) lanes[slots[lane] ?? 0] = lane;
  });
  return lanes;
}

/** One a bucket for an explicit histogram, some for an exponential one, one for all else that has any. */
function exemplarsOf(metric: MetricDescriptor): number {
  if (metric.exemplars === undefined) return 0;
  return metric.aggregation === "exponential" ? EXPONENTIAL_EXEMPLARS : Math.max(1, countsOf(metric));
}

/** How many indices a measurement attribute has: its values, what is beyond its bound, and absence. */
function radixOf({ key, type, values, bound, optional = false }: AttributeDescriptor): number {
  const absent = optional ? 1 : 0;
  if (type === "boolean") return 2 + absent;
  if (values !== undefined) return values.length + absent;
  if (bound !== undefined) return bound + 1 + absent;
  throw new RangeError(`measurement attribute ${key} needs a list of values or a bound`);
}

/**
 * Computes the layout of a set. The same descriptor gives the same layout in every thread.
 *
 * @throws {RangeError} when the set has too many lanes, attributes or combinations of attribute values.
 */
export function layoutOf(descriptor: MetricSetDescriptor): Layout {
  const { name, metrics, attributes: { measurement }, storage, budget = DEFAULT_BUDGET } = descriptor;
  const laneKinds = metrics.map(kindsOf);
  const kinds = Uint8Array.from(laneKinds.flat());
  if (kinds.length > MAX_STRIDE) {
    throw new RangeError(
      `metric set ${name} has ${kinds.length} lanes, at most ${MAX_STRIDE} are possible: ` +
        "make two sets of it, or give its histograms fewer boundaries",
    );
  }
  const exemplars = metrics.reduce((sum, metric) => sum + exemplarsOf(metric), 0);
  if (exemplars > MAX_EXEMPLARS) {
    throw new RangeError(
      `metric set ${name} would keep ${exemplars} exemplars a series, at most ${MAX_EXEMPLARS} are possible: ` +
        "give fewer of its metrics exemplars, or its histograms fewer boundaries",
    );
  }
  if (measurement.length > MAX_ATTRIBUTES) {
    throw new RangeError(
      `metric set ${name} has ${measurement.length} measurement attributes, at most ${MAX_ATTRIBUTES}`,
    );
  }
  const growing = kinds.filter((kind) => kind === LaneKind.int).length;
  const spills = growing + kinds.filter((kind) => kind === LaneKind.net).length;
  const slots = new Uint16Array(kinds.length);
  const fields: FieldLayout[] = [];
  // Lanes that spill come first, so that each one's spill has the same number among the f64 slots.
  let firstCount = kinds.length;
  let lane = 0, nextInt = 0, nextNet = growing, nextCount = spills, nextDouble = spills;
  let exponential = 0, nextExemplar = 0;
  metrics.forEach((metric, index) => {
    const first = lane, counts = countsOf(metric);
    for (const kind of laneKinds[index] ?? []) {
      if (kind === LaneKind.int) slots[lane++] = nextInt++;
      else if (kind === LaneKind.net) slots[lane++] = nextNet++;
      else if (kind === LaneKind.count) slots[lane++] = nextCount++;
      else {
        slots[lane++] = nextDouble;
        nextDouble += kind === LaneKind.total ? 2 : 1;
      }
    }
    const isExponential = metric.instrument === "histogram" && metric.aggregation === "exponential";
    const scale = isExponential
      ? Math.max(0, Math.min(metric.maxScale ?? DEFAULT_SCALE, MAX_TABLE_SCALE))
      : 0;
    fields.push({
      metric,
      lane: first,
      counts,
      slot: slots[first] ?? 0,
      doubles: nextDouble - HISTOGRAM_DOUBLES,
      exponential: isExponential ? exponential++ : -1,
      scale,
      firstCount,
      exemplars: exemplarsOf(metric),
      firstExemplar: nextExemplar,
      exemplarLane: isExponential ? firstCount : first,
    });
    nextExemplar += exemplarsOf(metric);
    if (isExponential) firstCount += 2 * pagesOf(scale) * PAGE_COUNTS;
  });
  const radix = measurement.map(radixOf);
  const tuples = radix.reduce((product, values) => product * values, 1);
  // Even, so that a flush may look at two lanes at a time.
  const ints = Math.ceil(nextCount / 2) * 2 + 2 * exponential, doubles = nextDouble;
  const rows = measurement.length === 0 ? 1 : Math.min(tuples, budget) + 1;
  const rowBytes = 1 + 4 * measurement.length + 4 * ints + 8 * doubles + SLOT_BYTES * exemplars;
  const chunkRows = Math.min(rows, Math.max(1, Math.min(64, Math.floor(CHUNK_BYTES / rowBytes))));
  return {
    stride: kinds.length,
    kinds,
    slots,
    intLanes: lanesBySlot(kinds, slots, nextCount),
    growing,
    spills,
    doubleLanes: Uint16Array.from(kinds.keys()).filter((lane) => !isInt(kinds[lane])),
    ints,
    tables: ints - 2 * exponential,
    doubles,
    fields,
    exponentials: fields.filter((field) => field.exponential >= 0),
    withExemplars: fields.filter((field) => field.exemplars > 0),
    exemplars,
    radix,
    digits: digitsOf(measurement, radix),
    table: measurement.length > 0 && (storage === "table" || tuples > budget),
    rows,
    chunkRows,
  };
}

/** The scale of an exponential histogram unless its schema says otherwise: neighbouring buckets differ by 4.4 %. */
export const DEFAULT_SCALE = 4;

/** Buckets of an exponential histogram, for each sign, unless its schema says otherwise (OpenTelemetry metrics SDK). */
export const DEFAULT_SIZE = 160;
