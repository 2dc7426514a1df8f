import type { Paint, Signs } from '@basis/cli';
import type { GateReport } from '@basis/health';
import { findingLines } from './finding-text.js';

const CATEGORY_WIDTH = 16;

/** Every gate with its findings below it. */
export function gatesText(title: string, report: GateReport, paint: Paint, signs: Signs): string {
  const failed = report.results.filter(({ passed }) => !passed).length;
  const count = report.results.length;
  return [
    paint.bold(title),
    ...report.results.flatMap(({ category, name, passed, findings }) => [
      `  ${passed ? paint.green(signs.passed) : paint.red(signs.failed)} ` +
        `${category.padEnd(CATEGORY_WIDTH)}${paint.dim(name)}`,
      ...findings.flatMap((finding) => findingLines(finding, paint)),
    ]),
    `${count} ${count === 1 ? 'gate' : 'gates'}, ${failed === 0 ? 'all passed' : `${failed} failed`}`,
    '',
  ].join('\n');
}
