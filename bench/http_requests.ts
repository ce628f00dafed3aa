/** A set like the `http.server.*` metrics of the semantic conventions: six attributes, whose tuples need a table. */
import { defineBounded, defineMetricSet } from "@percore/telemetry";

const stability = "development";
const attribute = { brief: "For benchmarks.", stability } as const;

const route = { key: "http.route", type: "string", bound: 100 } as const;
const statusCode = { key: "http.response.status_code", type: "int", bound: 60 } as const;
const errorType = { key: "error.type", type: "string", bound: 30 } as const;

/** The bounded attributes' values, as indices. */
export const Route = defineBounded(route);
export const StatusCode = defineBounded(statusCode);
export const ErrorType = defineBounded(errorType);

/** The enums' values, in the order of their indices. */
export const METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "_OTHER"] as const;
export const SCHEMES = ["http", "https"] as const;
export const PROTOCOL_VERSIONS = ["1.1", "2", "3"] as const;

/** One counter, with nine million tuples and the default budget. */
export const HttpRequests = defineMetricSet({
  ...attribute,
  name: "bench.http",
  version: "1.0.0",
  schemaUrl: "",
  attributes: {
    registration: [],
    measurement: [
      { ...attribute, key: "http.request.method", type: "enum", values: METHODS },
      { ...attribute, ...route },
      { ...attribute, ...statusCode },
      { ...attribute, key: "url.scheme", type: "enum", values: SCHEMES },
      { ...attribute, ...errorType, optional: true },
      { ...attribute, key: "network.protocol.version", type: "enum", values: PROTOCOL_VERSIONS },
    ],
  },
  metrics: [{
    ...attribute,
    field: "count",
    name: "bench.http.count",
    unit: "{request}",
    instrument: "counter",
    valueType: "int",
  }],
});
