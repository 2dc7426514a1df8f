import type { Paint } from '@basis/cli';

export interface ShownFinding {
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

/** A finding as lines below what it belongs to. */
export function findingLines({ severity, message }: ShownFinding, paint: Paint): string[] {
  const colour = { error: paint.red, warning: paint.yellow, info: paint.dim }[severity];
  const head = `${severity}: `;
  const [first, ...rest] = message.split('\n');
  return [
    `      ${colour(head)}${first}`,
    ...rest.map((line) => `      ${' '.repeat(head.length)}${line}`),
  ];
}
