import { DoubleCounter, IntCounter } from "./counter.ts";
import type { ExemplarFilter, MetricDescriptor } from "./descriptor.ts";
import { ExponentialHistogram } from "./exponential_histogram.ts";
import { DoubleGauge, IntGauge } from "./gauge.ts";
import { type Distribution, ExplicitHistogram, MinMaxSumCount } from "./histogram.ts";
import type { Bindable, RowPlace } from "./instrument.ts";
import type { FieldLayout, Layout } from "./layout.ts";
import { ObservedLevel, ObservedTotal } from "./observed.ts";
import {
  SampledCounter,
  SampledGauge,
  SampledHistogram,
  SampledUpDownCounter,
} from "./sampled_instruments.ts";
import { DoubleUpDownCounter, IntUpDownCounter } from "./up_down_counter.ts";

/** The instruments of one row, by field. */
export type View = Readonly<Record<string, Bindable>>;

function instrumentFor({ metric, scale }: FieldLayout): Bindable {
  const filter = metric.exemplars;
  if (filter !== undefined) return sampledInstrumentFor(metric, scale, filter);
  const int = metric.valueType === "int", observed = metric.recording === "observe";
  switch (metric.instrument) {
    case "counter":
      return observed ? new ObservedTotal() : int ? new IntCounter() : new DoubleCounter();
    case "updowncounter":
      return observed ? new ObservedLevel() : int ? new IntUpDownCounter() : new DoubleUpDownCounter();
    case "gauge":
      return int ? new IntGauge() : new DoubleGauge();
    case "histogram":
      return distributionFor(metric, scale);
  }
}

/** What is observed has no exemplars: checkDescriptor() sees to it. */
function sampledInstrumentFor(metric: MetricDescriptor, scale: number, filter: ExemplarFilter): Bindable {
  const int = metric.valueType === "int";
  switch (metric.instrument) {
    case "counter":
      return new SampledCounter(int ? new IntCounter() : new DoubleCounter(), filter);
    case "updowncounter":
      return new SampledUpDownCounter(int ? new IntUpDownCounter() : new DoubleUpDownCounter(), filter);
    case "gauge":
      return new SampledGauge(int ? new IntGauge() : new DoubleGauge(), filter);
    case "histogram":
      return new SampledHistogram(distributionFor(metric, scale), filter);
  }
}

function distributionFor(
  { aggregation = "explicit", boundaries = [] }: MetricDescriptor,
  scale: number,
): Distribution {
  switch (aggregation) {
    case "explicit":
      return new ExplicitHistogram(boundaries);
    case "exponential":
      return new ExponentialHistogram(scale);
    case "min_max_sum_count":
      return new MinMaxSumCount();
  }
}

/** Makes the instruments of a row. */
export function createView(layout: Layout, row: RowPlace): View {
  const view: Record<string, Bindable> = {};
  for (const field of layout.fields) view[field.metric.field] = instrumentFor(field);
  bindView(view, layout, row);
  return view;
}

/** Points the instruments of a view at a row. */
export function bindView(view: View, layout: Layout, row: RowPlace): void {
  for (const field of layout.fields) view[field.metric.field]?.bind(field, row);
}
