import { fileInfo, fileReason, folderNames, readBytes } from "../host/file.ts";
import type { Tree } from "./tree.ts";

/** The files of the machine; links are followed. */
export const disk: Tree = {
  nameOf: (path) => path,
  async look(path) {
    const info = await fileInfo(path);
    return info && { kind: info.kind, id: info.realPath };
  },
  list: folderNames,
  expect: () => {},
  read: readBytes,
  reasonOf: fileReason,
};
