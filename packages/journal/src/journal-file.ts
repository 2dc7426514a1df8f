import { open, type FileHandle } from 'node:fs/promises';
import { journalFailure } from './failure.js';

/** What the journal does with a file. */
export type JournalFile = Pick<FileHandle, 'write' | 'datasync' | 'truncate' | 'stat' | 'close'>;

/** How files are opened: `open` of Node, or one that fails where a test wants it to. */
export type OpenFile = (path: string, flags: string, mode: number) => Promise<JournalFile>;

/** What is journaled concerns nobody but the user of this process. */
export const OWN_FILE = 0o600;

/** All of it, or what the system throws; how much is there then is not known. */
export async function writeAll(file: JournalFile, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/**
 * Throws JNL-001 where it fails, whatever the reason: after a failed sync the system may forget what was not written, so
 * that asking again would be answered with a yes that is not true.
 */
export async function syncFile(file: JournalFile, path: string): Promise<void> {
  try {
    await file.datasync();
  } catch (error) {
    throw journalFailure('JNL-001', 'What was written is not safely on the disk:', path, error);
  }
}

/** Makes the names of new files last. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
