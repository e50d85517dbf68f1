import { isPartitioned, type Model, plainTypes, type RandomTable } from './model.ts'

/** A column as it can be met beside everything else. */
export interface ResolvedColumn {
  readonly name: string
  readonly type: string
  readonly generated: boolean
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`

/** The type that a choice comes to: integer where the model has no such type. */
export function resolvedType({ enums, domains, composites }: Model, type: string): string {
  return type in plainTypes || type in enums || type in domains || type in composites ? type : 'integer'
}

export function typeText(type: string): string {
  return type in plainTypes ? type : `public.${quoted(type)}`
}

export function keyType({ key }: RandomTable): string | undefined {
  if (key === 'none') return undefined
  return key === 'identity' ? 'bigint' : key === 'serial' ? 'integer' : key
}

/** The key of a partitioned table divides it: it is a number that is given, of a type that can't change. */
export function keyOf(name: string, { key }: RandomTable): RandomTable['key'] {
  if (!isPartitioned(name)) return key
  return name === 'p0' ? 'integer' : 'bigint'
}

/** References whose table is there and has a key. */
export function referencesOf(model: Model, table: string): [string, string, string][] {
  return Object.entries(model.tables[table]?.references ?? {}).flatMap(([name, { to }]) => {
    const there = model.tables[to]
    const type = there && keyType({ ...there, key: keyOf(to, there) })
    return type === undefined ? [] : [[name, to, type] as [string, string, string]]
  })
}

export function columnsOf(model: Model, name: string): ResolvedColumn[] {
  const table = model.tables[name]
  if (table === undefined) return []
  const key = keyType({ ...table, key: keyOf(name, table) })
  const hasNumber = key === 'integer'
  return [
    ...(key === undefined ? [] : [{ name: 'id', type: key, generated: false }]),
    ...Object.entries(table.columns).map(([column, { type, generated }]) => {
      const resolved = resolvedType(model, type)
      return { name: column, type: resolved, generated: generated && hasNumber && resolved === 'integer' }
    }),
    ...referencesOf(model, name).map(([column, , type]) => ({ name: column, type, generated: false })),
  ]
}
