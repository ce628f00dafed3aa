/** What the end-to-end tests and their workers say to each other. */
export type ToTicking = { readonly kind: "start"; readonly tally: SharedArrayBuffer } | {
  readonly kind: "stop";
};
export type FromTicking = { readonly kind: "ready" } | { readonly kind: "stopped" };
