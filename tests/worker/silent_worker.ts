/** A worker that never connects. */
declare const self: { onmessage: (() => void) | null };

// Listening keeps it alive.
self.onmessage = () => {};
