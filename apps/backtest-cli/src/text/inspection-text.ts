import type { Paint, Signs } from '@basis/cli';
import type { Inspection } from '../setup/inspect-dataset.js';
import { findingLines } from './finding-text.js';

/** What the checks of a data set found. */
export function inspectionText(inspection: Inspection, paint: Paint, signs: Signs): string {
  const { dataset, folder, synthetic, series, passed, findings } = inspection;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const note = synthetic ? `  ${paint.yellow('SYNTHETIC: generated, not market data')}` : '';
  const size = series === null ? 'not readable' : `${series} series`;
  return [
    `${paint.bold(dataset ?? folder)}  ${dataset === null ? '' : `${folder}, `}${size}${note}`,
    ...findings.flatMap(({ severity, message, remedy }) =>
      findingLines({ severity, message: `${message}. ${remedy}` }, paint),
    ),
    `${passed ? paint.green(signs.passed) : paint.red(signs.failed)} ` +
      `errors: ${errors}, warnings: ${findings.length - errors}`,
    '',
  ].join('\n');
}
