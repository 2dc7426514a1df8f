/** The one document that `--json` prints. */
export function jsonText(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
