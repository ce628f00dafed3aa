import { DoubleCounter, IntCounter } from "./counter.ts";
import type { MetricDescriptor } from "./descriptor.ts";
import { ExponentialHistogram } from "./exponential_histogram.ts";
import { DoubleGauge, IntGauge } from "./gauge.ts";
import { ExplicitHistogram, MinMaxSumCount } from "./histogram.ts";
import type { Instrument, RowPlace } from "./instrument.ts";
import type { FieldLayout, Layout } from "./layout.ts";
import { ObservedLevel, ObservedTotal } from "./observed.ts";
import { DoubleUpDownCounter, IntUpDownCounter } from "./up_down_counter.ts";

/** The instruments of one row, by field. */
export type View = Readonly<Record<string, Instrument>>;

function instrumentFor({ metric, scale }: FieldLayout): Instrument {
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

function distributionFor(
  { aggregation = "explicit", boundaries = [] }: MetricDescriptor,
  scale: number,
): Instrument {
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
  const view: Record<string, Instrument> = {};
  for (const field of layout.fields) view[field.metric.field] = instrumentFor(field);
  bindView(view, layout, row);
  return view;
}

/** Points the instruments of a view at a row. */
export function bindView(view: View, layout: Layout, row: RowPlace): void {
  for (const field of layout.fields) view[field.metric.field]?.bind(field, row);
}
