import type { QualifiedName } from '../qualified-name.ts'

export type EntityNames = (table: QualifiedName) => string

/** A table's name alone in the default schema, schema.table elsewhere; longer where two would be called the same. */
export function entityNames(tables: readonly QualifiedName[], defaultSchema: string): EntityNames {
  const forms: ((table: QualifiedName) => string)[] = [
    ({ schema, name }) => (schema === defaultSchema ? name : `${schema}.${name}`),
    ({ schema, name }) => `${schema}.${name}`,
    ({ schema, name }) => `${quoted(schema)}.${quoted(name)}`,
  ]
  let open = tables
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const form of forms) {
    const counts = new Map<string, number>()
    for (const table of open) counts.set(form(table), (counts.get(form(table)) ?? 0) + 1)
    const clear = open.filter((table) => counts.get(form(table)) === 1 && !taken.has(form(table)))
    for (const table of clear) {
      names.set(keyOf(table), form(table))
      taken.add(form(table))
    }
    open = open.filter((table) => !names.has(keyOf(table)))
  }
  return (table) => names.get(keyOf(table)) ?? keyOf(table)
}

export function keyOf({ schema, name }: QualifiedName): string {
  return `${quoted(schema)}.${quoted(name)}`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
