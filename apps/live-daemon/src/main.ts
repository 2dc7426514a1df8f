#!/usr/bin/env node
import { nodeTerminal } from '@basis/cli';
import { runCli } from './cli.js';

// The exit code is set, not forced: what waits to be written to a pipe is written first.
process.exitCode = await runCli(process.argv.slice(2), nodeTerminal());
