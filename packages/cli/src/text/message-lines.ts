/** The lines of an error's message; where it lists variables, each on its own. */
export function messageLines(code: string, message: string): string[] {
  const text = code === 'EXEC-004' ? message.replace(': ', ':\n').replaceAll('; ', '\n') : message;
  return text.split('\n');
}
