const NONE = 'n/a';

/** Fixed decimals, the same in every locale; never `-0.00`. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return NONE;
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** `1234567.891` to `1,234,567.89`. */
export function grouped(value: number, decimals: number): string {
  const [whole, fraction] = fixed(value, decimals).split('.');
  const thousands = whole!.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}

/** With its sign, which zero has not. */
export function signed(value: number, decimals: number): string {
  return withSign(grouped(value, decimals));
}

/** A share as a percentage: `0.0834` to `8.34 %`. */
export function percent(share: number, decimals = 2): string {
  const text = grouped(share * 100, decimals);
  return text === NONE ? NONE : `${text} %`;
}

export function signedPercent(share: number, decimals = 2): string {
  return withSign(percent(share, decimals));
}

function withSign(text: string): string {
  return text.startsWith('-') || !/[1-9]/.test(text) ? text : `+${text}`;
}
