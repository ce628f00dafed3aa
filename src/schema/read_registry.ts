import type { DeclaredFile } from "./declared.ts";
import { compare, type Problems } from "./diagnostic.ts";
import type { SchemaDocument } from "./document.ts";
import { formatOf } from "./format.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import type { FileFormat } from "./model.ts";
import { isPresent } from "./present.ts";
import { readDefinition } from "./read_definition.ts";
import { readDocument } from "./read_document.ts";
import { readGroups } from "./read_groups.ts";
import { readResolved } from "./read_resolved.ts";
import type { RegistrySource } from "./source.ts";

/** The readers of files with definitions. */
const READERS: Readonly<Record<FileFormat, (document: SchemaDocument, problems: Problems) => DeclaredFile>> =
  {
    "percore/1": (document, problems) => readDefinition(document, true, problems),
    "definition/2": (document, problems) => readDefinition(document, false, problems),
    "groups": readGroups,
    "resolved/2.0": readResolved,
    "materialized": readResolved,
  };

/** What the files of one registry say, each by itself. */
export interface ReadRegistry {
  /** Those that are YAML, by name. */
  readonly documents: readonly SchemaDocument[];
  /** The first one, if there is any. */
  readonly manifest: Manifest | undefined;
  readonly declared: readonly DeclaredFile[];
  /** Whether all files could be read; if not, what isn't defined in them may be defined in the others. */
  readonly isComplete: boolean;
}

/** Reads the files of a registry, each in its format. The order in which they are given doesn't matter. */
export function readRegistry({ files, manifest }: RegistrySource, problems: Problems): ReadRegistry {
  const sources = manifest === undefined ? files : [manifest, ...files];
  const documents = sources.toSorted((a, b) => compare(a.file, b.file))
    .map(({ file, text }) => readDocument(file, text, problems))
    .filter(isPresent);
  const declared: DeclaredFile[] = [];
  const manifests: (Manifest | undefined)[] = [];
  let isComplete = documents.length === sources.length;
  for (const document of documents) {
    const format = formatOf(document, problems);
    if (format === undefined) isComplete = false;
    else if (format === "manifest") manifests.push(readManifest(document, problems));
    else declared.push(READERS[format](document, problems));
  }
  return { documents, manifest: manifests.find((read) => read !== undefined), declared, isComplete };
}
