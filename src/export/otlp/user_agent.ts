/**
 * How percore names itself to a backend (OTLP exporter specification, "User Agent"); ends with the package's
 * version.
 */
export const USER_AGENT = "OTel-OTLP-Exporter-percore/0.1.0";
