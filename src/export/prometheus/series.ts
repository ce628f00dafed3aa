import type { SetPoints } from "../../aggregate/collection.ts";
import type { MetricDescriptor } from "../../set/descriptor.ts";
import type { FieldLayout } from "../../set/layout.ts";
import { type FamilyType, familyType, OWN_LABELS } from "./family_type.ts";
import { type Label, label } from "./label.ts";
import { LabelSet } from "./label_set.ts";
import type { Naming } from "./naming.ts";
import type { Syntax } from "./syntax.ts";

/** One series of one metric of a set, or for a histogram or summary the group of series that Prometheus has of it. */
export interface Series {
  readonly points: SetPoints;
  readonly metric: MetricDescriptor;
  readonly field: FieldLayout;
  /** The number of the series in `points`. */
  readonly number: number;
  /** The name of its family. */
  readonly name: string;
  /** Where its first lane's value is in `points.values`. */
  readonly lane: number;
}

/** A metric of a set, with what all its series share. */
interface NamedField {
  readonly field: FieldLayout;
  readonly name: string;
  readonly type: FamilyType;
  readonly labels: LabelSet;
}

/**
 * The series of one set, with everything but the values written. They are made when they are first asked for, and
 * stay.
 */
export class SetSeries<Own extends Series> {
  readonly #points: SetPoints;
  readonly #syntax: Syntax<Own>;
  readonly #fields: readonly NamedField[];
  /** By number: one for each metric. */
  readonly #series: (readonly Own[])[] = [];

  constructor(points: SetPoints, syntax: Syntax<Own>) {
    this.#points = points;
    this.#syntax = syntax;
    const { naming } = syntax;
    const fixed = [...pointLabels(points, naming), ...scopeLabels(points, naming)];
    const sets = new Map<string | undefined, LabelSet>();
    this.#fields = points.layout.fields.map((field) => {
      const type = familyType(field.metric), own = OWN_LABELS[type];
      const labels = sets.get(own) ?? new LabelSet(fixed, own, naming);
      sets.set(own, labels);
      return { field, name: naming.family(field.metric), type, labels };
    });
  }

  /** The series of a number, in the order of the set's metrics. */
  at(number: number): readonly Own[] {
    return this.#series[number] ??= this.#write(number);
  }

  #write(number: number): readonly Own[] {
    const points = this.#points, measured = points.series[number] ?? [];
    const texts = new Map<LabelSet, string>();
    return this.#fields.map(({ field, name, type, labels: own }) => {
      const { metric } = field, text = texts.get(own) ?? own.text(measured);
      texts.set(own, text);
      const lane = number * points.layout.stride + field.lane;
      return this.#syntax.series({ points, metric, field, number, name, lane }, type, own, text);
    });
  }
}

function pointLabels({ attributes }: SetPoints, naming: Naming): Label[] {
  return Object.entries(attributes).map(([key, value]) => label(key, value, naming.label));
}

/** Attributes of the scope give way to what the text says of every scope. */
function scopeLabels({ descriptor, entity }: SetPoints, naming: Naming): Label[] {
  const own = [
    label("otel_scope_name", descriptor.name, naming.label),
    label("otel_scope_version", descriptor.version, naming.label),
    label("otel_scope_schema_url", descriptor.schemaUrl, naming.label),
  ];
  const names = new Set(own.map(({ name }) => name));
  const attributes = Object.entries(entity).map(([key, value]) =>
    label(`otel_scope_${key}`, value, naming.label)
  );
  return [...own, ...attributes.filter(({ name }) => !names.has(name))];
}
