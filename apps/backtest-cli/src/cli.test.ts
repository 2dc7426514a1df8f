import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryTerminal } from '@basis/cli';
import type { RunSummary } from '@basis/core-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM, runCli } from './cli.js';
import { generateData } from './testing/generate-data.js';

const root = mkdtempSync(join(tmpdir(), 'basis-cli-'));
const data = join(root, 'data');
beforeAll(() => generateData(data, 9));
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function cli(...words: string[]) {
  return cliIn({}, ...words);
}

async function cliIn(environment: Readonly<Record<string, string>>, ...words: string[]) {
  const terminal = memoryTerminal({ environment });
  const code = await runCli(words, terminal);
  const { out, err } = terminal.written;
  return { code, out, err, document: () => JSON.parse(out) as Record<string, unknown> };
}

describe('the command line', () => {
  it.each(PROGRAM.commands.map(({ name }) => name))('%s has help, also as JSON', async (name) => {
    const words = name.split(' ');
    const help = await cli(...words, '--help');
    expect(help.code).toBe(0);
    expect(help.out).toContain(`Usage: basis-backtest ${name}`);
    expect((await cli(...words, '--help', '--json')).document()).toMatchObject({ command: name });
  });

  it('lists its commands and its version', async () => {
    expect((await cli('--help')).out).toContain('data generate');
    expect((await cli('data', '--help')).out).not.toContain('config show');
    expect((await cli('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('suggests what may have been meant', async () => {
    expect(await cli('chek')).toMatchObject({ code: 2, err: expect.stringContaining('check?') });
    expect(await cli('data', 'chek')).toMatchObject({
      code: 2,
      err: expect.stringContaining('data check?'),
    });
    expect(await cli()).toMatchObject({ code: 2, out: '' });
    expect(await cli('data')).toMatchObject({
      code: 2,
      err: expect.stringContaining('needs a second word'),
    });
  });

  it('writes errors as a JSON document where that was asked for', async () => {
    const { code, document, err } = await cli('run', '--json');
    expect(code).toBe(2);
    expect(err).toBe('');
    expect(document()).toMatchObject({
      error: { code: 'CLI-001', context: { problems: [expect.any(String)] } },
    });
  });
});

describe('config show', () => {
  it('names each value with its origin', async () => {
    const { code, out } = await cli('config', 'show', '--mode=btc_basis', '--set=hedge_leverage=3');
    expect(code).toBe(0);
    expect(out).toContain('hedge_leverage = 3  # --set');
    expect(out).toMatch(/^share_class = USDT {2}# .*configs.modes.btc_basis\.yaml:\d+$/m);
  });

  it('has one document for programs', async () => {
    const { document } = await cli('config', 'show', '--mode=btc_basis', '--json');
    expect(document()).toMatchObject({
      config: { mode: 'btc_basis', execution_mode: 'backtest' },
      provenance: { mode: expect.stringContaining('btc_basis.yaml') },
    });
  });
});

describe('scenarios', () => {
  it('are listed with mode and title', async () => {
    const { code, out } = await cli('scenarios');
    expect(code).toBe(0);
    expect(out).toMatch(/^name +mode +title\n/);
    expect(out).toMatch(/^gas-spike +pure_lending +Gas at forty times/m);
    const { document } = await cli('scenarios', '--json');
    expect(document()['scenarios']).toContainEqual(
      expect.objectContaining({ name: 'weth-borrow-spike', mode: 'eth_leveraged' }),
    );
  });

  it('that do not exist are refused with those that do', async () => {
    const { code, err } = await cli('run', '--scenario=gas-spik');
    expect(code).toBe(2);
    expect(err).toContain('must be one of a-venue-is-lost');
    expect(err).toContain('did you mean gas-spike?');
  });

  const run = async (...words: string[]) => {
    const { code, document } = await cli('run', ...words, `--out=${root}`, '--replace', '--json');
    expect(code).toBe(0);
    const written = document() as unknown as RunSummary & { files: Record<string, string> };
    return { ...written, config: readFileSync(written.files['config']!, 'utf8') };
  };

  it('bring their mode, period, settings and shocks, and results say which it was', async () => {
    const shocked = await run('--scenario=gas-spike', '--id=shocked');
    const period = { start: '2024-04-01T00:00:00Z', end: '2024-04-22T00:00:00Z' };
    expect(shocked).toMatchObject({ mode: 'pure_lending', scenario: 'gas-spike', ...period });
    expect(shocked.config).toContain('scenario: "gas-spike"');
    const words = ['--mode=pure_lending', `--start=${period.start}`, `--end=${period.end}`];
    const quiet = await run(...words, '--id=quiet');
    expect(quiet).not.toHaveProperty('scenario');
    expect(quiet.config).not.toContain('scenario');
    expect(quiet.data_hash).not.toBe(shocked.data_hash);
  });

  it('give way to what the command line says', async () => {
    const words = [
      '--mode=eth_basis',
      '--start=2024-05-03T00:00:00Z',
      '--end=2024-05-05T00:00:00Z',
    ];
    const set = '--set=hedge_leverage=1.5';
    const given = await run('--scenario=funding-negative-for-weeks-eth', ...words, set, '--id=own');
    expect(given).toMatchObject({
      mode: 'eth_basis',
      start: '2024-05-03T00:00:00Z',
      end: '2024-05-05T00:00:00Z',
    });
    expect(given.config).toContain('hedge_leverage: 1.5');
  });

  it('are shown with the summary', async () => {
    const { out } = await cli(
      'run',
      '--scenario=usdt-depeg-up',
      '--end=2024-06-07',
      `--out=${root}`,
    );
    expect(out).toMatch(/scenario +usdt-depeg-up\n/);
    expect(out).toContain('sample + usdt-depeg-up');
  });
});

describe('a live run', () => {
  it.each([
    ['run', {}, ['--set=execution_mode=live']],
    ['run', { BASIS_EXECUTION_MODE: 'live' }, []],
    ['config show', { BASIS_EXECUTION_MODE: 'live' }, []],
  ])('asked of %s is refused, and told where it belongs', async (command, environment, words) => {
    const { code, out, err } = await cliIn(
      environment,
      ...command.split(' '),
      '--mode=btc_basis',
      ...words,
    );
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('CFG-001');
    expect(err).toContain('basis-live');
  });
});

describe('check', () => {
  const check = (...words: string[]) =>
    cli('check', '--mode=btc_basis', `--data=${data}`, ...words);

  it('asks all gates, and passes on good data', async () => {
    const { code, out } = await check();
    expect(out).toContain('5 gates, all passed');
    expect(out).toContain('✓ e2e_strategies');
    expect(code).toBe(0);
  });

  it('asks one category alone', async () => {
    const { document } = await check('--category=venues', '--json');
    expect(document()).toMatchObject({ passed: true, results: [{ category: 'venues' }] });
  });

  it('lists every violation, and never passes what it could not judge', async () => {
    const { code, document } = await check(
      '--set=hedge_leverage=-1',
      '--set=no_such_key=1',
      '--json',
    );
    expect(code).toBe(1);
    const { results } = document() as { results: { passed: boolean; findings: unknown[] }[] };
    expect(results).toHaveLength(5);
    expect(results.every(({ passed }) => !passed)).toBe(true);
    expect(results[0]!.findings.length).toBeGreaterThanOrEqual(2);
  });

  it('fails on data that do not cover the period', async () => {
    const { code, out } = await check('--category=data', '--end=2024-03-01');
    expect(code).toBe(1);
    expect(out).toContain('✗ data');
  });

  it('refuses a mode that does not exist as a wrong argument', async () => {
    expect(await cli('check', '--mode=btc_basiss')).toMatchObject({ code: 2 });
  });
});

describe('steps finer than the data', () => {
  it('are warned of once, with the length of the candles', async () => {
    const words = ['--mode=btc_basis', `--data=${data}`, '--interval=1m', '--end=2024-01-02'];
    const { code, err } = await cli('run', ...words, `--out=${join(root, 'results')}`);
    expect(code).toBe(0);
    expect(err.match(/warning: interval 1m is finer than the data.* 1h long/g)).toHaveLength(1);
    const gate = await cli('check', '--category=data', ...words, '--json');
    expect(gate.code).toBe(0);
    expect(gate.out).toContain('interval 1m is finer than the data');
  });
});

describe('data check', () => {
  it('passes what was generated', async () => {
    const { code, out } = await cli('data', 'check', `--data=${data}`);
    expect(code).toBe(0);
    expect(out).toContain('SYNTHETIC');
    expect((await cli('data', 'check', `--data=${data}`, '--mode=btc_basis')).code).toBe(0);
  });

  it('tells cells that cannot be read and everything else that is wrong', async () => {
    const bad = generateData(join(root, 'bad'), 3);
    const spot = join(bad, 'spot', 'binance', 'BTC-USDT.csv');
    writeFileSync(spot, readFileSync(spot, 'utf8').replace(/\n([^,]+),[^,]+/, '\n$1,abc'));
    const perp = join(bad, 'perp', 'okx', 'BTC-USDT.csv');
    const [head, first, second, ...rest] = readFileSync(perp, 'utf8').split('\n');
    writeFileSync(perp, [head, second, first, ...rest].join('\n'));
    const { code, document } = await cli('data', 'check', `--data=${bad}`, '--json');
    expect(code).toBe(1);
    const { findings } = document() as { findings: { message: string; check: string }[] };
    expect(findings.some(({ message }) => message.includes('"abc"'))).toBe(true);
    expect(findings.some(({ check }) => check === 'order')).toBe(true);
  });

  it('tells what a mode misses', async () => {
    const { code, out } = await cli(
      'data',
      'check',
      `--data=${join(data, 'spot')}`,
      '--mode=btc_basis',
    );
    expect(code).toBe(1);
    expect(out).toContain('funding');
  });
});

describe('data generate', () => {
  it('gives the same bytes for the same seed, and keeps what is there', async () => {
    const generate = (name: string, ...words: string[]) =>
      cli('data', 'generate', `--out=${join(root, name)}`, '--days=2', '--seed=7', ...words);
    expect((await generate('one', '--json')).document()).toMatchObject({ seed: 7, days: 2 });
    await generate('two');
    const text = (name: string) =>
      readFileSync(join(root, name, 'spot/binance/BTC-USDT.csv'), 'utf8');
    expect(text('one')).toBe(text('two'));
    expect(await generate('one')).toMatchObject({ code: 2 });
    expect(await generate('one', '--replace')).toMatchObject({ code: 0 });
  });

  it.each(['--days=0', '--days=x', '--seed=99999999999', '--start=yesterday'])(
    'refuses %s',
    async (flag) => {
      const out = join(root, 'never');
      expect((await cli('data', 'generate', `--out=${out}`, flag)).code).toBe(2);
      expect(readdirSync(root)).not.toContain('never');
    },
  );
});
