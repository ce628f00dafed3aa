import type { Collection, Resource, SetPoints } from "../aggregate/collection.ts";
import type { FieldLayout } from "../set/layout.ts";
import { valueText } from "./value_text.ts";

/** Which values are written. */
export type Wanted = (points: SetPoints, series: number, field: FieldLayout) => boolean;

/** Characters that are collected before they are handed on. */
const PIECE = 16_384;

const encoder = new TextEncoder();

/** Sets of one name and version, whatever their entities and attributes. */
type Group = Map<string, SetPoints[]>;

/**
 * A collection's values as JSON, nested by set, entity and attributes, those alone that are wanted. A series is read
 * at once; what is drained between two pieces is in those that follow.
 */
export function* pointsText(
  collection: Collection,
  isWanted: Wanted = () => true,
): Generator<Uint8Array<ArrayBuffer>> {
  let text = `{"resource":${resourceText(collection.resource)},"sets":[`;
  let separator = "";
  for (const [head, entities] of groupsOf(collection.sets)) {
    let setHead = `${separator}{${head},"entities":[`, entitySeparator = "";
    for (const [entity, sets] of entities) {
      let entityHead = `{"entity":${entity},"points":[`, pointsSeparator = "";
      for (const points of sets) {
        let pointsHead = pointsHeadText(points), seriesSeparator = "";
        for (let series = 0; series < points.series.length; series++) {
          const values = valuesText(points, series, isWanted);
          if (values === "") continue;
          if (seriesSeparator === "") {
            // What has nothing in it isn't begun.
            if (pointsSeparator === "") {
              text += `${setHead}${entitySeparator}${entityHead}`;
              setHead = entityHead = "";
              entitySeparator = separator = ",";
            }
            text += pointsSeparator + pointsHead;
            pointsHead = "";
            pointsSeparator = ",";
          }
          text += `${seriesSeparator}{"attributes":${measuredText(points, series)},"values":{${values}}}`;
          seriesSeparator = ",";
          if (text.length < PIECE) continue;
          yield encoder.encode(text);
          text = "";
        }
        if (seriesSeparator !== "") text += "]}";
      }
      if (pointsSeparator !== "") text += "]}";
    }
    if (entitySeparator !== "") text += "]}";
  }
  yield encoder.encode(`${text}]}`);
}

function resourceText({ attributes, schemaUrl }: Resource): string {
  return JSON.stringify({ attributes, ...(schemaUrl === undefined ? {} : { schema_url: schemaUrl }) });
}

function groupsOf(sets: readonly SetPoints[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const points of sets) {
    const { descriptor: { name, version, schemaUrl }, entity } = points;
    const head = `"name":${JSON.stringify(name)},"version":${JSON.stringify(version)}` +
      `,"schema_url":${JSON.stringify(schemaUrl)}`;
    const group = groups.get(head) ?? new Map<string, SetPoints[]>(), key = JSON.stringify(entity);
    groups.set(head, group);
    const same = group.get(key);
    if (same === undefined) group.set(key, [points]);
    else same.push(points);
  }
  return groups;
}

function pointsHeadText({ attributes, start, time }: SetPoints): string {
  return `{"attributes":${JSON.stringify(attributes)},"start":"${isoTime(start)}","time":"${
    isoTime(time)
  }","series":[`;
}

function isoTime(nanos: number): string {
  return new Date(nanos / 1e6).toISOString();
}

function measuredText(points: SetPoints, series: number): string {
  const measured = points.series[series] ?? [];
  return JSON.stringify(Object.fromEntries(measured.map(({ attribute, value }) => [attribute.key, value])));
}

function valuesText(points: SetPoints, series: number, isWanted: Wanted): string {
  const texts: string[] = [];
  for (const field of points.layout.fields) {
    const value = isWanted(points, series, field) ? valueText(points, series, field) : undefined;
    if (value !== undefined) texts.push(`${JSON.stringify(field.metric.name)}:${value}`);
  }
  return texts.join();
}
