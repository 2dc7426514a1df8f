/**
 * Runs the tests of all projects in one vitest process (one start instead of seventeen) and closes
 * with the line `N passed, N failed`. Arguments: those of `vitest run`, such as `--coverage`,
 * `--project unit`, or a part of a file's name.
 */
// CI would turn colours on.
if (process.env['CI'] !== undefined || !process.stdout.isTTY) process.env['NO_COLOR'] ??= '1';
const { parseCLI, startVitest } = await import('vitest/node');

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);

let passed = 0;
let failed = 0;
try {
  const vitest = await startVitest('test', filter, { ...options, watch: false, run: true });
  for (const module of vitest.state.getTestModules()) {
    if (module.errors().length > 0) failed += 1;
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) failed += 1;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed += 1;
      else if (state !== 'skipped') failed += 1;
    }
  }
  failed += vitest.state.getUnhandledErrors().length;
  await vitest.close();
} catch (error) {
  console.error(error);
  failed += 1;
}

// Coverage below its thresholds is told only by the exit code.
if (failed === 0 && process.exitCode !== undefined && process.exitCode !== 0) failed += 1;
const nothing = passed + failed === 0;
if (nothing) console.error('no tests found');
if (failed > 0 || nothing) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exit();
