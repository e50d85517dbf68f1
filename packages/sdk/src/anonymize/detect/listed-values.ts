/** Whether a check allows the column nothing but values that it lists, as an enum does. */
export function listsValues(checks: readonly string[], column: string): boolean {
  return checks.some((check) => {
    const bare = check.replace(/'(?:[^']|'')*'/g, ' 0 ')
    const rest = bare
      .replaceAll(`"${column.replaceAll('"', '""')}"`, ' @ ')
      .replace(/::\s*(character varying|"?\w+"?)(\(\d+\))?(\[\])?/g, ' ')
      .replace(/[()[\],]|=|\b(?:or|any|array|in|is|null|check)\b/gi, ' ')
    const words = rest.split(/\s+/).filter((word) => word !== '')
    const own = new Set([column, column.toLowerCase(), '@'])
    return (
      /\b0\b/.test(rest) && words.some((word) => own.has(word)) && words.every((word) => word === '0' || own.has(word))
    )
  })
}
