import type { AttributeValue, PlainAttributeType, TemplateAttributeType } from "./attribute.ts";
import { checkDescriptor } from "./check_descriptor.ts";
import type { Counter } from "./counter.ts";
import type {
  AttributeDescriptor,
  EntityDescriptor,
  EnumValues,
  ExemplarFilter,
  MetricDescriptor,
  MetricSetDescriptor,
} from "./descriptor.ts";
import type { Gauge } from "./gauge.ts";
import type { Histogram } from "./histogram.ts";
import type { ObserveCounter, ObserveUpDownCounter } from "./observed.ts";
import type { ValueIndex } from "./metric_set.ts";
import { type Layout, layoutOf } from "./layout.ts";
import type {
  ExemplarCounter,
  ExemplarGauge,
  ExemplarHistogram,
  ExemplarUpDownCounter,
} from "./sampled_instruments.ts";
import type { UpDownCounter } from "./up_down_counter.ts";

/** A metric set that programs can register: its descriptor, its lane layout and, for the compiler, its types. */
export interface MetricSetDefinition<
  Instruments,
  Measurement extends readonly ValueIndex[],
  Registration,
  Entity,
> {
  /** What the set is. */
  readonly descriptor: MetricSetDescriptor;
  /** How its instruments lie in lanes. */
  readonly layout: Layout;
  /** Carries types only; never set. */
  readonly types?: {
    readonly instruments: Instruments;
    /** A parameter: a definition that takes any index also fits where a union of indices is given. */
    readonly measurement: (...indices: Measurement) => void;
    readonly registration: Registration;
    readonly entity: Entity;
  };
}

/** The instrument that each kind of metric is. */
export interface InstrumentOf {
  /** A sum that only grows. */
  readonly counter: Counter;
  /** A sum that grows and shrinks. */
  readonly updowncounter: UpDownCounter;
  /** A level. */
  readonly gauge: Gauge;
  /** A distribution. */
  readonly histogram: Histogram;
}

/** The instrument that each kind of metric is when it is observed. */
export interface ObserverOf {
  /** A sum that only grows and is kept elsewhere. */
  readonly counter: ObserveCounter;
  /** A sum that grows and shrinks and is kept elsewhere. */
  readonly updowncounter: ObserveUpDownCounter;
  /** A level; it is always observed. */
  readonly gauge: Gauge;
  /** A distribution; it can't be observed. */
  readonly histogram: never;
}

/** The instrument that each kind of metric is when it has exemplars. */
export interface ExemplarInstrumentOf {
  /** A sum that only grows. */
  readonly counter: ExemplarCounter;
  /** A sum that grows and shrinks. */
  readonly updowncounter: ExemplarUpDownCounter;
  /** A level. */
  readonly gauge: ExemplarGauge;
  /** A distribution. */
  readonly histogram: ExemplarHistogram;
}

/** The instrument of one metric. */
export type InstrumentFor<M extends MetricDescriptor> = M extends { readonly recording: "observe" }
  ? ObserverOf[M["instrument"]]
  : M extends { readonly exemplars: ExemplarFilter } ? ExemplarInstrumentOf[M["instrument"]]
  : InstrumentOf[M["instrument"]];

/** The type of the values of each type of attribute. */
export interface ValueOf {
  /** Any text. */
  readonly string: string;
  /** A safe integer. */
  readonly int: number;
  /** A finite number. */
  readonly double: number;
  /** True or false. */
  readonly boolean: boolean;
  /** Texts. */
  readonly "string[]": readonly string[];
  /** Safe integers. */
  readonly "int[]": readonly number[];
  /** Finite numbers. */
  readonly "double[]": readonly number[];
  /** Truth values. */
  readonly "boolean[]": readonly boolean[];
  /** Whatever an attribute can be. */
  readonly any: AttributeValue;
  /** One of the values that the schema lists. */
  readonly enum: string | number | boolean;
}

/** The type of an attribute's value, by its descriptor. */
export type AttributeValueOf<A extends AttributeDescriptor> = A extends
  { readonly type: "enum"; readonly values: EnumValues } ? A["values"][number]
  : A extends { readonly type: `template[${infer Element extends PlainAttributeType}]` } ? ValueOf[Element]
  : ValueOf[A["type"] & keyof ValueOf];

/** The keys of the attributes that a descriptor stands for: one, or those of a template. */
export type AttributeKeyOf<A extends AttributeDescriptor> = A extends { readonly type: TemplateAttributeType }
  ? `${A["key"]}.${string}`
  : A["key"];

/** The values, by key, of a list of attribute descriptors. */
export type ValuesOf<List extends readonly AttributeDescriptor[]> = {
  readonly [A in List[number] as AttributeKeyOf<A>]: AttributeValueOf<A>;
};

/** The instruments, by field, of a list of metric descriptors. */
export type InstrumentsOf<List extends readonly MetricDescriptor[]> = {
  readonly [M in List[number] as M["field"]]: InstrumentFor<M>;
};

/** One index for each measurement attribute; an optional one may be absent. */
export type MeasurementOf<List extends readonly AttributeDescriptor[]> = {
  readonly [I in keyof List]: List[I] extends { readonly optional: true } ? ValueIndex : number;
};

/** The values, by key, of attributes that may be left out. Of a template, any number may be given anyway. */
export type OptionalValuesOf<List extends readonly AttributeDescriptor[]> =
  & ValuesOf<Extract<List[number], { readonly type: TemplateAttributeType }>[]>
  & Partial<ValuesOf<Exclude<List[number], { readonly type: TemplateAttributeType }>[]>>;

/** The values of an entity's attributes: those that identify it, and those that may describe it. */
export type EntityValuesOf<E extends EntityDescriptor> =
  & ValuesOf<E["identity"]>
  & OptionalValuesOf<
    E["description"] extends readonly AttributeDescriptor[] ? E["description"] : readonly []
  >;

/** The types that a descriptor written `as const` stands for. */
export type DefinitionOf<D extends MetricSetDescriptor> = MetricSetDefinition<
  InstrumentsOf<D["metrics"]>,
  MeasurementOf<D["attributes"]["measurement"]>,
  ValuesOf<D["attributes"]["registration"]>,
  D extends { readonly entity: infer E extends EntityDescriptor } ? EntityValuesOf<E> : ValuesOf<readonly []>
>;

/**
 * Makes a metric set from its descriptor. Generated code calls it once per set; a program without a build step
 * calls it with a descriptor that it wrote itself.
 *
 * @throws {TypeError | RangeError} when the descriptor isn't one, which says where and why.
 *
 * @example
 * ```ts
 * import { defineMetricSet } from "@percore/telemetry";
 * const Jobs = defineMetricSet({
 *   name: "example.jobs",
 *   brief: "Jobs.",
 *   stability: "development",
 *   version: "1.0.0",
 *   schemaUrl: "",
 *   attributes: { registration: [], measurement: [] },
 *   metrics: [{
 *     field: "done",
 *     name: "example.jobs.done",
 *     unit: "{job}",
 *     brief: "Jobs done.",
 *     stability: "development",
 *     instrument: "counter",
 *     valueType: "int",
 *   }],
 * });
 * if (Jobs.descriptor.metrics[0].field !== "done") throw new Error("unexpected field");
 * ```
 */
export function defineMetricSet<const D extends MetricSetDescriptor>(
  descriptor: D,
): DefinitionOf<D> & { readonly descriptor: D } {
  checkDescriptor(descriptor);
  return Object.freeze({ descriptor, layout: layoutOf(descriptor) });
}
