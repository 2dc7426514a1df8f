import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Folder by folder: Node's own recursion does not end where a parent such as /proc denies that it is there. */
export function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
