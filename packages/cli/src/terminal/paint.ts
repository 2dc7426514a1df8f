const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

export type Paint = { readonly [Style in keyof typeof CODES]: (text: string) => string };

/** Colours, or texts as they are. Pad first: the codes have no width. */
export function paintFor(colour: boolean): Paint {
  const style = (code: number) => (text: string) =>
    colour ? `\u001b[${code}m${text}\u001b[0m` : text;
  return Object.fromEntries(
    Object.entries(CODES).map(([name, code]) => [name, style(code)]),
  ) as unknown as Paint;
}
