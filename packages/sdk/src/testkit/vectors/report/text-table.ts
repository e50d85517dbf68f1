/** Columns one below the other; numbers, and times, stand at their right edge. */
export function textTable(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [headings, ...rows.map((row) => row.map(String))]
  const widths = headings.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)))
  const right = headings.map(
    (_, at) => rows.length > 0 && rows.every((row) => /^[-\d.,%– ]*(?:m?s)?$/.test(String(row[at]))),
  )
  return cells
    .map((row) =>
      row
        .map((cell, at) => (right[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
