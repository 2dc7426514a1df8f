import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeTableIo, TableFile, type TableIo } from './table-file.js';

const path = () => join(mkdtempSync(join(tmpdir(), 'table-')), 't.csv');

/** A disk that takes a few bytes at a time, and none beyond its size. */
const diskOf = (size: number): TableIo => ({
  ...nodeTableIo,
  write: async (fd, bytes, offset, position) => {
    const room = Math.min(3, size - position, bytes.length - offset);
    if (room <= 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    return nodeTableIo.write(fd, bytes.subarray(0, offset + room), offset, position);
  },
});

describe('a table file', () => {
  it('goes on until everything is written', async () => {
    const file = path();
    const table = new TableFile(file, openSync(file, 'w'), diskOf(1000));
    await table.append('a,b\n');
    await table.append('€,ä\n');
    await table.close();
    expect(readFileSync(file, 'utf8')).toBe('a,b\n€,ä\n');
  });

  it('holds whole lines after the disk is full', async () => {
    for (let size = 8; size < 16; size++) {
      const file = path();
      const table = new TableFile(file, openSync(file, 'w'), diskOf(size));
      await table.append('1,2,3,4\n');
      await expect(table.append('5,6,7,8\n')).rejects.toThrowError('ENOSPC');
      await table.sync();
      await table.close();
      expect(readFileSync(file, 'utf8')).toBe('1,2,3,4\n');
    }
  });

  it('tells of the full disk even where the file cannot be cut', async () => {
    const file = path();
    const truncate = async () => Promise.reject(new Error('EINVAL'));
    const table = new TableFile(file, openSync(file, 'w'), { ...diskOf(5), truncate });
    await expect(table.append('1,2,3,4\n')).rejects.toThrowError('ENOSPC');
    await table.close();
  });

  it('tells of a device that is full', async () => {
    const fd = openSync('/dev/full', 'w');
    await expect(new TableFile('/dev/full', fd).append('x\n')).rejects.toThrowError('ENOSPC');
    closeSync(fd);
  });
});
