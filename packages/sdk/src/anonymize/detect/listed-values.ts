/** The values that a check lists, where it allows the column nothing else, as an enum does. */
export function listedValues(checks: readonly string[], column: string): readonly string[] | undefined {
  const check = checks.find((one) => lists(one, column))
  return check?.match(/'(?:[^']|'')*'/g)?.map((literal) => literal.slice(1, -1).replaceAll("''", "'"))
}

function lists(check: string, column: string): boolean {
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
}
