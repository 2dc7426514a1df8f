export type Alignment = 'left' | 'right';

/** Rows of cells as lines, columns padded to their widest cell; no spaces at the ends of lines. */
export function alignRows(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
  gap = '  ',
): string[] {
  const widths = alignments.map((_, column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        alignments[column] === 'right'
          ? cell.padStart(widths[column]!)
          : cell.padEnd(widths[column]!),
      )
      .join(gap)
      .trimEnd(),
  );
}
