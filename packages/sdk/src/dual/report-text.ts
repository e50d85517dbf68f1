import type { Difference } from './difference.ts'

const longest = 120

/** Differences as lines for people, each value on one of them. */
export function reportText(
  differences: readonly Difference[],
  milliseconds: { readonly database: number; readonly production: number },
): string {
  const times = `database ${Math.round(milliseconds.database)} ms, production ${Math.round(milliseconds.production)} ms`
  if (differences.length === 0) return `Both sides are alike (${times}).`
  const places = differences.length === 1 ? '1 place' : `${differences.length} places`
  return [`The sides differ in ${places} (${times}):`, ...differences.map(lineOf)].join('\n')
}

function lineOf({ path, kind, database, production }: Difference): string {
  const both = `database ${written(database)}, production ${written(production)}`
  switch (kind) {
    case 'missing':
      return database === undefined
        ? `  ${path}: only in production: ${written(production)}`
        : `  ${path}: only in the database: ${written(database)}`
    case 'reference':
      return `  ${path}: stands for another record: ${both}`
    case 'outcome':
    case 'type':
    case 'length':
    case 'value':
      return `  ${path}: ${both}`
  }
}

function written(value: unknown): string {
  const text = json(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

/** JSON shows control characters as what they are; what it cannot hold is named by its type. */
function json(value: unknown): string {
  try {
    return JSON.stringify(value) ?? `[${typeof value}]`
  } catch {
    return '[circle]'
  }
}
