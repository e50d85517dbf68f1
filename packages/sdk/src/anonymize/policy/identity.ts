/**
 * Names of tables and columns as policies write them: parts with dots between. A part that could be taken for something
 * else stands in double quotes, doubled inside, so that no two tables and no two columns share a name.
 */
export function tableIdentity(...parts: readonly string[]): string {
  return parts.map(written).join('.')
}

/** @param table its identity */
export function columnIdentity(table: string, column: string): string {
  return `${table}.${written(column)}`
}

/** Several columns of one table: schema.table.(a, b); a single one as columnIdentity writes it. */
export function columnsIdentity(table: string, columns: readonly string[]): string {
  const [only, ...more] = columns
  return only !== undefined && more.length === 0
    ? columnIdentity(table, only)
    : `${table}.(${columns.map(written).join(', ')})`
}

/** What the question about large objects stands under, beside identities of columns: these have a dot. */
export const largeObjectsQuestion = 'largeObjects'

function written(part: string): string {
  return /[."(),]|^\s|\s$|^$/.test(part) ? `"${part.replaceAll('"', '""')}"` : part
}
