import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const LOGGER = new URL('./event-logger.ts', import.meta.url).href;
const WRITER = `
import { writeSync } from 'node:fs';
import { EventLogger } from ${JSON.stringify(LOGGER)};
const now = () => 1704153600000;
const events = new EventLogger({ dir: process.argv[1], detail: 'full', mode: 'live', now });
for (let i = 1; ; i++) {
  events.logWarning('event ' + i);
  writeSync(1, i + '\\n');
}`;

it('has every event on disk that a killed process had been told was written', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'killed-'));
  const args = [
    '--conditions=@basis/source',
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    WRITER,
  ];
  const child = spawn(process.execPath, [...args, dir], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    told += text;
    if (told.length > 2000) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.once('close', resolve));
  const acknowledged = Number(told.slice(0, told.lastIndexOf('\n')).split('\n').at(-1));
  const written = readFileSync(join(dir, 'event_logger_events.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1);
  expect(acknowledged).toBeGreaterThan(100);
  expect(written.length).toBeGreaterThanOrEqual(acknowledged);
  written.forEach((line, i) => expect(JSON.parse(line)).toMatchObject({ seq: i + 1 }));
  rmSync(dir, { recursive: true });
});
