import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
/** By its place, so that it is found from any current folder. */
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A shell command that comes before the program, such as a limit on its resources. */
  readonly before?: string;
  /** A file that standard output goes to. */
  readonly stdout?: string;
}

/** Starts the program from its source in a process of its own. */
export function spawnCli(
  words: readonly string[],
  { cwd, env = {}, before, stdout }: SpawnOptions = {},
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const { PATH, HOME, SystemRoot } = process.env;
  const all = [process.execPath, '--import', tsx, '--conditions=@basis/source', main, ...words];
  const shell = before === undefined ? [] : ['sh', '-c', `${before}; exec "$0" "$@"`];
  const output = stdout === undefined ? undefined : openSync(stdout, 'w');
  const [command, ...parameters] = [...shell, ...all];
  const child = spawn(command!, parameters, {
    cwd,
    env: { PATH, HOME, SystemRoot, ...env },
    stdio: ['ignore', output ?? 'pipe', 'pipe'],
  });
  if (output !== undefined) closeSync(output);
  const ended = new Promise<Ended>((resolve, reject) => {
    let out = '';
    let err = '';
    child.stdout?.on('data', (chunk) => (out += String(chunk)));
    child.stderr!.on('data', (chunk) => (err += String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
  return { child, ended };
}
