/** What the end-to-end test of the HTTP metrics and its workers say to each other. */
export type ToServing =
  | { readonly kind: "start"; readonly port: number; readonly answered: SharedArrayBuffer }
  | { readonly kind: "stop" };
export type FromServing = { readonly kind: "ready" } | { readonly kind: "stopped" };
