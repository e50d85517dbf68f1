/** Where a COPY … FROM takes its rows: 'stdin' or elsewhere; undefined for a statement that is no such COPY. */
export function copySource(statement: string): 'stdin' | 'elsewhere' | undefined {
  if (!/^copy\b/i.test(statement)) return undefined
  // Names and strings in quotes may read like anything.
  const bare = statement.replace(/"(?:[^"]|"")*"|'(?:[^']|'')*'/g, '?')
  const source = /\bfrom\s+(stdin\b)?/i.exec(bare)
  if (!source) return undefined
  return source[1] === undefined ? 'elsewhere' : 'stdin'
}

export interface CopyTarget {
  readonly schema: string | undefined
  readonly name: string
  /** Undefined when all columns are meant. */
  readonly columns: readonly string[] | undefined
  /** What stands behind STDIN, such as WITH (FORMAT csv). */
  readonly options: string
}

const name = '("(?:[^"]|"")+"|[A-Za-z_\\u0080-\\uffff][\\w$\\u0080-\\uffff]*)'
const target = new RegExp(
  `^copy\\s+(?:${name}\\s*\\.\\s*)?${name}\\s*(?:\\(([^]*?)\\)\\s*)?from\\s+stdin\\b\\s*([^]*)$`,
  'i',
)

/** The parts of a COPY … FROM STDIN, for an engine that has none. */
export function copyTarget(statement: string): CopyTarget | undefined {
  const match = target.exec(statement)
  const table = match?.[2]
  if (!match || table === undefined) return undefined
  const columns = match[3]?.match(new RegExp(name, 'g'))?.map(plain)
  const schema = match[1] === undefined ? undefined : plain(match[1])
  return { schema, name: plain(table), columns, options: (match[4] ?? '').trim() }
}

/** Postgres folds a name without quotes to lower case. */
function plain(quoted: string): string {
  return quoted.startsWith('"') ? quoted.slice(1, -1).replaceAll('""', '"') : quoted.toLowerCase()
}
