import { TEMPORALITY_PREFERENCES, type TemporalityPreference } from "../../aggregate/temporality.ts";
import {
  choiceVariable,
  fileVariable,
  ignoreVariable,
  intervalVariable,
  pairsVariable,
  timeoutVariable,
  variable,
} from "../../host/environment.ts";
import { checkTls, type TlsOptions } from "../../host/tls.ts";
import { endpointOf, metricsBelow } from "./endpoint.ts";
import { checkHeaders, type GivenHeaders } from "./headers.ts";
import {
  OTLP_COMPRESSIONS,
  OTLP_PROTOCOLS,
  type OtlpCompression,
  type OtlpProtocol,
} from "./request_body.ts";

/*
 * What the environment says of an exporter of metrics (OTLP exporter specification, "Configuration Options"; SDK
 * environment variables, "Periodic exporting MetricReader"). Each function gives `undefined` where it says nothing.
 */

const ALL_SIGNALS = "OTEL_EXPORTER_OTLP_";
const METRICS = "OTEL_EXPORTER_OTLP_METRICS_";

/** The variable for metrics goes before the one for all signals. */
function either<Value>(option: string, read: (name: string) => Value | undefined): Value | undefined {
  return read(METRICS + option) ?? read(ALL_SIGNALS + option);
}

/** What `check` makes of a variable; its complaint is a warning here. */
function checked<Given, Value>(
  name: string,
  given: Given | undefined,
  check: (given: Given) => Value,
): Value | undefined {
  if (given === undefined) return undefined;
  try {
    return check(given);
  } catch (error) {
    return ignoreVariable(name, error instanceof Error ? error.message : String(error));
  }
}

function url(name: string): URL | undefined {
  return checked(name, variable(name), endpointOf);
}

function headers(name: string): GivenHeaders | undefined {
  return checked(name, pairsVariable(name), (pairs) => {
    const given = Object.fromEntries(pairs);
    checkHeaders(given);
    return given;
  });
}

/** `…_ENDPOINT`: the one for metrics as it is, the other one with `v1/metrics` added. */
export function environmentEndpoint(): URL | undefined {
  const metrics = url(`${METRICS}ENDPOINT`);
  if (metrics !== undefined) return metrics;
  const base = url(`${ALL_SIGNALS}ENDPOINT`);
  return base === undefined ? undefined : metricsBelow(base);
}

/** `…_HEADERS`. */
export function environmentHeaders(): GivenHeaders | undefined {
  return either("HEADERS", headers);
}

/** `…_COMPRESSION`. */
export function environmentCompression(): OtlpCompression | undefined {
  return either("COMPRESSION", (name) => choiceVariable(name, OTLP_COMPRESSIONS));
}

/** `…_PROTOCOL`. */
export function environmentProtocol(): OtlpProtocol | undefined {
  return either("PROTOCOL", (name) => choiceVariable(name, OTLP_PROTOCOLS));
}

/** `…_TIMEOUT`, which limits what the exporter does. */
export function environmentTimeout(): number | undefined {
  return either("TIMEOUT", timeoutVariable);
}

/** `OTEL_METRIC_EXPORT_TIMEOUT`, which limits how long a reader waits for its exporter. */
export function environmentExportTimeout(): number | undefined {
  return timeoutVariable("OTEL_METRIC_EXPORT_TIMEOUT");
}

/** `OTEL_METRIC_EXPORT_INTERVAL`. */
export function environmentInterval(): number | undefined {
  return intervalVariable("OTEL_METRIC_EXPORT_INTERVAL");
}

/** `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`. */
export function environmentTemporality(): TemporalityPreference | undefined {
  return choiceVariable(`${METRICS}TEMPORALITY_PREFERENCE`, TEMPORALITY_PREFERENCES);
}

/**
 * `…_CERTIFICATE`, and `…_CLIENT_CERTIFICATE` with `…_CLIENT_KEY`, which name files. What is ignored leaves less trust,
 * never more: a server that isn't known, or that wants to know its client, is not sent to.
 */
export function environmentTls(): TlsOptions {
  const ca = either("CERTIFICATE", (name) => checked(name, fileVariable(name), (pem) => usable({ ca: pem })));
  const certificate = either("CLIENT_CERTIFICATE", fileVariable), key = either("CLIENT_KEY", fileVariable);
  const client = checked(`${ALL_SIGNALS}[METRICS_]CLIENT_CERTIFICATE and …CLIENT_KEY`, {
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
  }, usable);
  return { ...ca, ...client };
}

function usable(tls: TlsOptions): TlsOptions {
  checkTls(tls);
  return tls;
}
