/** An amount as messages show it, without what binary fractions add. */
export function amountText(amount: number): string {
  return String(Number(amount.toPrecision(12)));
}
