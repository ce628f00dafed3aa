import type { Attributes } from "../set/attribute.ts";
import { BlockWord } from "../set/block.ts";
import type { MetricSetDescriptor } from "../set/descriptor.ts";
import { type Layout, layoutOf } from "../set/layout.ts";
import { recordText, type RegisteredAttributes } from "../worker/record.ts";

/** A set as its worker registered it. */
export interface SetIdentity {
  /** The descriptor as JSON: equal texts are equal sets, whichever worker they come from. */
  readonly descriptorText: string;
  readonly descriptor: MetricSetDescriptor;
  readonly layout: Layout;
  readonly entity: Attributes;
  readonly attributes: Attributes;
}

const known = new Map<string, { readonly descriptor: MetricSetDescriptor; readonly layout: Layout }>();

/** Reads a set's identity from the memory of the worker that registered it. */
export function readIdentity(memory: ArrayBufferLike, block: number): SetIdentity {
  const words = new Uint32Array(memory, block);
  const descriptorText = recordText(memory, words[BlockWord.descriptor] ?? 0);
  // Both records were written by writeRecord(), from values of these types.
  const values = JSON.parse(recordText(memory, words[BlockWord.attributes] ?? 0)) as RegisteredAttributes;
  let shape = known.get(descriptorText);
  if (shape === undefined) {
    const descriptor = JSON.parse(descriptorText) as MetricSetDescriptor;
    shape = { descriptor, layout: layoutOf(descriptor) };
    known.set(descriptorText, shape);
  }
  return { descriptorText, ...shape, ...values };
}
