// Generated from proto/ by proto/plugin/wire_tags.ts. Do not edit.
// A tag is a field's number << 3 | its wire type; beside it the number and the type.

/** Tags of `percore.stream.v1.Record`. */
export const Record = {
  header: 0x0a, // 1, Header
  definitions: 0x12, // 2, Definitions
  window: 0x1a, // 3, Window
  checksum: 0x7d, // 15, fixed32
} as const;

/** Tags of `percore.stream.v1.Header`. */
export const Header = {
  magic: 0x0a, // 1, string
  version: 0x10, // 2, uint32
} as const;

/** Tags of `percore.stream.v1.Definitions`. */
export const Definitions = {
  values: 0x0a, // 1, repeated Value
  descriptors: 0x12, // 2, repeated Descriptor
  sets: 0x1a, // 3, repeated Set
  series: 0x22, // 4, repeated Series
  resource: 0x2a, // 5, Resource
} as const;

/** Tags of `percore.stream.v1.Value`. */
export const Value = {
  text: 0x0a, // 1, string
  boolean: 0x10, // 2, bool
  int: 0x18, // 3, sint64
  number: 0x21, // 4, double
  list: 0x2a, // 5, List
} as const;

/** Tags of `percore.stream.v1.List`. */
export const List = {
  elements: 0x0a, // 1, repeated Value
} as const;

/** Tags of `percore.stream.v1.Descriptor`. */
export const Descriptor = {
  name: 0x0a, // 1, string
  brief: 0x12, // 2, string
  stability: 0x18, // 3, Stability
  version: 0x22, // 4, string
  schemaUrl: 0x2a, // 5, string
  entity: 0x32, // 6, Entity
  registration: 0x3a, // 7, repeated Attribute
  measurement: 0x42, // 8, repeated Attribute
  metrics: 0x4a, // 9, repeated Metric
  table: 0x50, // 10, bool
  budget: 0x58, // 11, uint64
} as const;

/** Values of `percore.stream.v1.Stability`. */
export const Stability = {
  unspecified: 0,
  development: 1,
  alpha: 2,
  beta: 3,
  releaseCandidate: 4,
  stable: 5,
} as const;

/** Tags of `percore.stream.v1.Entity`. */
export const Entity = {
  type: 0x0a, // 1, string
  brief: 0x12, // 2, string
  stability: 0x18, // 3, Stability
  identity: 0x22, // 4, repeated Attribute
  description: 0x2a, // 5, repeated Attribute
} as const;

/** Tags of `percore.stream.v1.Attribute`. */
export const Attribute = {
  key: 0x0a, // 1, string
  type: 0x10, // 2, AttributeType
  brief: 0x1a, // 3, string
  stability: 0x20, // 4, Stability
  values: 0x2a, // 5, repeated string
  bound: 0x30, // 6, uint64
  optional: 0x38, // 7, bool
  numbers: 0x42, // 8, repeated double
  booleans: 0x4a, // 9, repeated bool
  template: 0x50, // 10, bool
} as const;

/** Values of `percore.stream.v1.AttributeType`. */
export const AttributeType = {
  unspecified: 0,
  string: 1,
  int: 2,
  double: 3,
  boolean: 4,
  strings: 5,
  ints: 6,
  doubles: 7,
  booleans: 8,
  enum: 9,
  any: 10,
} as const;

/** Tags of `percore.stream.v1.Metric`. */
export const Metric = {
  field: 0x0a, // 1, string
  name: 0x12, // 2, string
  unit: 0x1a, // 3, string
  brief: 0x22, // 4, string
  stability: 0x28, // 5, Stability
  instrument: 0x30, // 6, Instrument
  valueType: 0x38, // 7, ValueType
  observed: 0x40, // 8, bool
  merge: 0x48, // 9, GaugeMerge
  aggregation: 0x50, // 10, Aggregation
  boundaries: 0x5a, // 11, repeated double
  maxSize: 0x60, // 12, uint64
  maxScale: 0x68, // 13, sint32
  exemplars: 0x70, // 14, ExemplarFilter
} as const;

/** Values of `percore.stream.v1.Instrument`. */
export const Instrument = {
  unspecified: 0,
  counter: 1,
  updowncounter: 2,
  gauge: 3,
  histogram: 4,
} as const;

/** Values of `percore.stream.v1.ValueType`. */
export const ValueType = {
  unspecified: 0,
  int: 1,
  double: 2,
} as const;

/** Values of `percore.stream.v1.GaugeMerge`. */
export const GaugeMerge = {
  unspecified: 0,
  last: 1,
  sum: 2,
  min: 3,
  max: 4,
} as const;

/** Values of `percore.stream.v1.Aggregation`. */
export const Aggregation = {
  unspecified: 0,
  explicit: 1,
  exponential: 2,
  minMaxSumCount: 3,
} as const;

/** Values of `percore.stream.v1.ExemplarFilter`. */
export const ExemplarFilter = {
  unspecified: 0,
  alwaysOn: 1,
  traceBased: 2,
} as const;

/** Tags of `percore.stream.v1.Set`. */
export const Set = {
  descriptor: 0x08, // 1, uint32
  temporality: 0x10, // 2, Temporality
  fields: 0x1a, // 3, repeated uint32
  entity: 0x22, // 4, repeated uint32
  attributes: 0x2a, // 5, repeated uint32
} as const;

/** Values of `percore.stream.v1.Temporality`. */
export const Temporality = {
  unspecified: 0,
  cumulative: 1,
  delta: 2,
} as const;

/** Tags of `percore.stream.v1.Series`. */
export const Series = {
  set: 0x08, // 1, uint32
  count: 0x10, // 2, uint32
  values: 0x1a, // 3, repeated uint32
  overflow: 0x20, // 4, uint32
} as const;

/** Tags of `percore.stream.v1.Resource`. */
export const Resource = {
  attributes: 0x0a, // 1, repeated uint32
  schemaUrl: 0x12, // 2, string
} as const;

/** Tags of `percore.stream.v1.Window`. */
export const Window = {
  timeUnixNano: 0x09, // 1, fixed64
  supersedes: 0x10, // 2, bool
  sets: 0x1a, // 3, repeated SetWindow
} as const;

/** Tags of `percore.stream.v1.SetWindow`. */
export const SetWindow = {
  set: 0x08, // 1, uint32
  before: 0x10, // 2, sint64
  length: 0x18, // 3, sint64
  series: 0x22, // 4, repeated sint32
  fields: 0x2a, // 5, repeated FieldWindow
  exemplars: 0x32, // 6, repeated Exemplar
} as const;

/** Tags of `percore.stream.v1.FieldWindow`. */
export const FieldWindow = {
  field: 0x08, // 1, uint32
  points: 0x12, // 2, repeated uint32
  gone: 0x18, // 3, bool
  ints: 0x22, // 4, repeated sint64
  doubles: 0x2a, // 5, repeated double
  counts: 0x32, // 6, repeated uint64
  scales: 0x3a, // 7, repeated sint32
  offsets: 0x42, // 8, repeated sint32
  lengths: 0x4a, // 9, repeated uint32
  buckets: 0x52, // 10, repeated uint64
} as const;

/** Tags of `percore.stream.v1.Exemplar`. */
export const Exemplar = {
  field: 0x08, // 1, uint32
  point: 0x10, // 2, uint32
  before: 0x18, // 3, sint64
  value: 0x21, // 4, double
  traceId: 0x2a, // 5, bytes
  spanId: 0x32, // 6, bytes
} as const;
