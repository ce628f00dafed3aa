import { CARRY_UNIT, type FieldLayout, type SetPoints } from "@percore/telemetry";
import { EMPTY, HISTOGRAM_DOUBLES, LaneKind } from "../../src/set/layout.ts";

/** Names a series by its attributes, in the order of their descriptors. */
export function seriesOf(labels: readonly (readonly [key: string, value: unknown])[]): string {
  return labels.length === 0 ? NO_LABELS : JSON.stringify(labels);
}

/** The one series of a set without attributes. */
export const NO_LABELS = "[]";

/** How numbers of one lane are put together. */
type Merge = "sum" | "min" | "max";

const MERGES: Readonly<Record<Merge, (a: number, b: number) => number>> = {
  sum: (a, b) => a + b,
  min: Math.min,
  max: Math.max,
};

/** What was recorded, or has arrived: a number for each lane, and one for each lane of each series. */
export class Sums {
  readonly #numbers: Readonly<Record<Merge, Map<string, number>>> = {
    sum: new Map(),
    min: new Map(),
    max: new Map(),
  };

  /** `name` says which lane of which set. */
  add(name: string, series: string, value: number, merge: Merge = "sum"): void {
    this.#add(merge, name, value);
    this.#add(merge, `${name} ${series}`, value);
  }

  addAll(other: Sums): void {
    for (const merge of ["sum", "min", "max"] as const) {
      for (const [name, value] of other.#numbers[merge]) this.#add(merge, name, value);
    }
  }

  /** Sums alone, those of observed values left out: what a reader that is made late can have. */
  get added(): Readonly<Record<string, number>> {
    const sums = [...this.#numbers.sum].filter(([name]) =>
      isPlain(name) && !name.startsWith("sample.observed")
    );
    return sorted(sums);
  }

  /** All that doesn't depend on attributes. */
  get plain(): Readonly<Record<string, number>> {
    return sorted(this.#all().filter(([name]) => isPlain(name)));
  }

  /** All. */
  get bySeries(): Readonly<Record<string, number>> {
    return sorted(this.#all());
  }

  #all(): [string, number][] {
    return Object.entries(this.#numbers).flatMap(([merge, numbers]) =>
      [...numbers].map(([name, value]): [string, number] => [`${name} ${merge}`, value])
    );
  }

  #add(merge: Merge, name: string, value: number): void {
    const numbers = this.#numbers[merge], before = numbers.get(name);
    numbers.set(name, before === undefined ? value : MERGES[merge](before, value));
  }
}

function isPlain(name: string): boolean {
  return !name.includes("[");
}

/** Nothing is as good as zero. */
function sorted(numbers: readonly (readonly [string, number])[]): Record<string, number> {
  return Object.fromEntries(numbers.filter(([, value]) => value !== 0).sort(([a], [b]) => a < b ? -1 : 1));
}

/** What points say. Gauges are no sums. */
export function sumsOf(sets: readonly SetPoints[]): Sums {
  const sums = new Sums();
  for (const points of sets) {
    const { descriptor, layout, attributes } = points;
    points.series.forEach((measured, number) => {
      const series = seriesOf([
        ...Object.entries(attributes),
        ...measured.map(({ attribute, value }) => [attribute.key, value] as const),
      ]);
      for (const field of layout.fields) {
        const name = `${descriptor.name} ${field.metric.field}`;
        addLanes(sums, points, number, field, name, series);
        addBuckets(sums, points, number, field, name, series);
      }
    });
  }
  return sums;
}

function addLanes(
  sums: Sums,
  { layout: { kinds, stride }, values, carries }: SetPoints,
  number: number,
  { lane: first, counts, metric, exponential }: FieldLayout,
  name: string,
  series: string,
): void {
  const lanes = metric.instrument === "histogram" ? counts + HISTOGRAM_DOUBLES : 1;
  for (let i = 0; i < lanes; i++) {
    const lane = number * stride + first + i, kind = kinds[first + i];
    const value = (values[lane] ?? NaN) + (carries[lane] ?? 0) * CARRY_UNIT;
    // What values of all sizes come to depends on their order.
    if (kind === LaneKind.sum && exponential >= 0) continue;
    if (kind === LaneKind.last || value === EMPTY[kind ?? 0]) continue;
    const merge = kind === LaneKind.min ? "min" : kind === LaneKind.max ? "max" : "sum";
    sums.add(`${name} ${i}`, series, value, merge);
  }
}

function addBuckets(
  sums: Sums,
  points: SetPoints,
  number: number,
  field: FieldLayout,
  name: string,
  series: string,
): void {
  const buckets = field.exponential < 0 ? undefined : points.buckets(number, field);
  if (buckets === undefined) return;
  for (const side of ["positive", "negative"] as const) {
    const counts = buckets[side];
    for (let i = 0; i < counts.length; i++) sums.add(`${name} ${side}`, series, counts.at(i));
  }
}
