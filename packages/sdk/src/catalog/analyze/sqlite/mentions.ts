import { sqliteTokens } from './tokens.ts'

/**
 * Names out of a set that a text may mean. It may mean fewer: a column can have the name of a table.
 *
 * @param names by their lower case, since SQLite finds them in any case
 */
export function mentions(sql: string, names: ReadonlyMap<string, string>): Set<string> {
  const found = new Set<string>()
  for (const { kind, value } of sqliteTokens(sql)) {
    const name = kind === 'word' || kind === 'quoted' ? names.get(value.toLowerCase()) : undefined
    if (name !== undefined) found.add(name)
  }
  return found
}
