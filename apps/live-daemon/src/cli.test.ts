import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBase, memoryTerminal } from '@basis/cli';
import { loadRunConfig } from '@basis/config';
import { configHash, type JournalRecord } from '@basis/core-types';
import { SnapshotDataProvider, marketDocument, requiredSeries } from '@basis/data-provider';
import { loadDataset } from '@basis/data-provider/load';
import { LiveSession } from '@basis/engine';
import { openJournal } from '@basis/journal';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from './cli.js';

const elsewhere = mkdtempSync(join(tmpdir(), 'basis-live-'));
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

const SECRET = 'a-secret-that-must-not-be-shown';

async function cli(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const terminal = memoryTerminal({ environment });
  const code = await runCli(words, terminal);
  const { out, err } = terminal.written;
  return { code, out, err, document: () => JSON.parse(out) as Record<string, unknown> };
}

describe('check', () => {
  it('names every credential that is missing, by venue environment, and no value', async () => {
    const { code, out } = await cli(['check', '--mode=btc_basis'], {
      BASIS_DEV__CEX__BYBIT_API_KEY: SECRET,
    });
    expect(code).toBe(1);
    expect(out).toContain('binance testnet');
    expect(out).toContain('EXEC-004');
    expect(out).toContain('BASIS_DEV__CEX__BYBIT_SECRET is missing');
    expect(out).not.toContain('BASIS_DEV__CEX__BYBIT_API_KEY is');
    expect(out).not.toContain(SECRET);
  });

  it('passes where all are given', async () => {
    const names = [
      ...['BINANCE_SPOT', 'BINANCE_FUTURES', 'BYBIT', 'OKX'].flatMap((venue) => [
        `CEX__${venue}_API_KEY`,
        `CEX__${venue}_SECRET`,
      ]),
      'CEX__OKX_PASSPHRASE',
    ];
    const environment = Object.fromEntries(names.map((name) => [`BASIS_DEV__${name}`, SECRET]));
    const words = ['check', '--mode=btc_basis', '--environment-file=mixed_testnet', '--json'];
    const { code, out, document } = await cli(words, environment);
    expect(code).toBe(0);
    expect(out).not.toContain(SECRET);
    expect(document()).toMatchObject({
      passed: true,
      modes: [{ mode: 'btc_basis', venues: { okx: 'testnet', alchemy: 'simulation' } }],
    });
  });

  it('checks every mode without one', async () => {
    const { document } = await cli(['check', '--json']);
    expect(document()).toMatchObject({ modes: expect.arrayContaining([expect.anything()]) });
  });

  it('shows what is wrong with the configuration', async () => {
    const { code, out } = await cli(['check', '--mode=btc_basis', '--set=hedge_leverage=-1']);
    expect(code).toBe(1);
    expect(out).toContain('hedge_leverage = -1');
  });

  it('refuses a mode that does not exist, and a configuration that cannot be read', async () => {
    expect(await cli(['check', '--mode=btc_basiss'])).toMatchObject({ code: 2 });
    expect(await cli(['check', `--config-dir=${elsewhere}`])).toMatchObject({
      code: 2,
      err: expect.stringContaining('CFG-002'),
    });
  });
});

describe('start', () => {
  it('says that it cannot trade yet, and that it must not be started again', async () => {
    const { code, out, err } = await cli(['start', '--mode=btc_basis']);
    expect({ code, out }).toEqual({ code: 78, out: '' });
    expect(err).toContain('cannot trade live yet');
    const json = await cli(['start', '--json']);
    expect(json.code).toBe(78);
    expect(json.document()).toMatchObject({ error: { code: 'CLI-001' } });
  });
});

describe('journal', () => {
  const folder = join(elsewhere, 'journal');
  const segment = join(folder, '0000000000000001.jsonl');
  const flag = `--journal=${folder}`;
  const timeMs = Date.UTC(2026, 0, 2);

  it('is verified and shown', async () => {
    const run = { configHash: 'c'.repeat(64), version: '0.1.0', mode: 'btc_basis' };
    const journal = await openJournal({ folder, run, now: () => timeMs, reserveBytes: 1024 });
    await journal.append({ kind: 'run_ended', timeMs, reason: 'asked to' });
    await journal.close();
    const verified = await cli(['journal', 'verify', flag]);
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toContain('records    2 (1 to 2) in 1 segments, 0 checkpoints');
    expect(verified.out).toContain('2026-01-02T00:00:00Z → 2026-01-02T00:00:00Z');
    const json = await cli(['journal', 'verify', flag, '--json']);
    expect(json.document()).toMatchObject({ sound: true, records: 2, tornBytes: 0 });
    const ended = { seq: 2, record: { kind: 'run_ended', timeMs, reason: 'asked to' } };
    const shown = await cli(['journal', 'show', flag, '--from=2']);
    expect(shown).toMatchObject({ code: 0, out: `${JSON.stringify(ended)}\n` });
    const all = (await cli(['journal', 'show', flag, '--json'])).document();
    expect(all).toMatchObject({ records: [{ record: { kind: 'run_started' } }, ended] });
  });

  it('ends with 1 where it is damaged, and says where', async () => {
    const bytes = readFileSync(segment);
    bytes[bytes.length - 10]! ^= 1;
    writeFileSync(segment, bytes);
    const { code, out } = await cli(['journal', 'verify', flag]);
    expect(code).toBe(1);
    expect(out).toMatch(
      /DAMAGED\n[^]*damaged +0000000000000001\.jsonl at byte \d+: a line does not fit/,
    );
    expect(await cli(['journal', 'show', flag])).toMatchObject({
      code: 1,
      err: expect.stringContaining('JNL-002') as unknown,
    });
  });

  it('ends with 2 where there is none, or a number is none', async () => {
    for (const word of ['verify', 'show']) {
      expect(await cli(['journal', word, `--journal=${elsewhere}`])).toMatchObject({
        code: 2,
        err: expect.stringContaining('There is no journal') as unknown,
      });
    }
    expect(await cli(['journal', 'show', flag, '--from=x'])).toMatchObject({ code: 2 });
  });
});

describe('journal replay', () => {
  const folder = join(elsewhere, 'replayed');
  const words = ['journal', 'replay', `--journal=${folder}`, '--mode=btc_basis'];
  const timeMs = Date.UTC(2024, 5, 1);
  const { config } = loadRunConfig({
    configDir: join(findBase(), 'configs'),
    mode: 'btc_basis',
    environment: {},
    executionMode: 'live',
  });

  it('tells the state that a journal leads to, and whether it had to', async () => {
    const series = requiredSeries(config);
    const data = await loadDataset(join(findBase(), 'data', 'sample'), { series });
    const market = marketDocument(data, timeMs, series);
    const session = new LiveSession({ config, market: new SnapshotDataProvider('test', market) });
    const run = { configHash: configHash(config), version: '0.1.0', mode: 'btc_basis' };
    const journal = await openJournal({ folder, run, now: () => timeMs, reserveBytes: 1024 });
    session.apply({ kind: 'run_started', timeMs, ...run });
    const write = async (record: JournalRecord) => {
      await journal.append(record);
      session.apply(record);
    };
    await write({ kind: 'snapshot', timeMs, market });
    const request = session.manager.next(timeMs)!;
    await write({ kind: 'request', timeMs, request });
    const answer = { kind: 'not_read', message: 'no line' } as const;
    await write({ kind: 'outcome', timeMs, requestId: request.id, answer });

    const short = await cli(words);
    expect(short).toMatchObject({ code: 0, err: '' });
    expect(short.out).toContain('records     4, the last one 4; 0 worked out again');
    expect(short.out).toContain(`state       ${session.stateHash()}`);
    const whole = await cli([...words, '--verify', '--json']);
    const found = { records: 4, stateHash: session.stateHash(), verified: 1, isSameConfig: true };
    expect(whole.document()).toMatchObject(found);
    const other = await cli([...words, '--set=hedge_leverage=1.5']);
    expect(other).toMatchObject({
      code: 1,
      err: expect.stringContaining('under another configuration') as unknown,
    });

    const wrong = { ...request, id: 'r9' };
    await journal.append({ kind: 'request', timeMs, request: wrong });
    await journal.close();
    expect(await cli([...words, '--verify'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Record 5 (request)') as unknown,
    });
  });

  it('needs the mode', async () => {
    expect(await cli(words.slice(0, 3))).toMatchObject({ code: 2 });
  });
});

describe('the command line', () => {
  it('has help and a version', async () => {
    expect(await cli(['--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('basis-live'),
    });
    expect((await cli(['check', '--help'])).code).toBe(0);
    expect((await cli(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await cli(['--help', '--json'])).document()).toHaveProperty('help');
  });

  it('suggests what may have been meant', async () => {
    expect(await cli(['startt'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('start?'),
    });
    expect(await cli(['check', '--mdoe=x'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--mode?'),
    });
    expect(await cli(['check', '--mode'])).toMatchObject({ code: 2 });
    expect(await cli(['check', 'more'])).toMatchObject({ code: 2 });
    expect(await cli([])).toMatchObject({ code: 2 });
    expect((await cli(['nothing', '--json'])).document()).toMatchObject({
      error: { code: 'CLI-001' },
    });
  });
});
