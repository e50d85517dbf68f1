/**
 * The name of one object of a database: its kind and where it stands, such as `table public.orders`,
 * `column public.orders.id` or `function public.total(integer, text)`. It holds nothing that differs between two
 * databases with the same objects in them, so objects of two databases are compared by it.
 */
export type ObjectId = string

export type ObjectKind = (typeof objectKinds)[number]

/** Those that stand by themselves first, each after what it is part of. */
export const objectKinds = [
  'schema',
  'extension',
  'language',
  'collation',
  'enum',
  'domain',
  'composite',
  'range',
  'foreign data wrapper',
  'foreign server',
  'user mapping',
  'sequence',
  'table',
  'column',
  /** What a column holds where nothing is said. */
  'default',
  'view',
  'materialized view',
  'function',
  'procedure',
  'aggregate',
  'constraint',
  'index',
  'statistics',
  'trigger',
  'rule',
  'policy',
  'event trigger',
  'publication',
  'default privileges',
] as const

/** @param path names from the outside in, such as schema, table and column */
export function objectId(kind: ObjectKind, ...path: readonly string[]): ObjectId {
  return `${kind} ${path.map(plainOrQuoted).join('.')}`
}

/** @param argumentTypes as the engine prints them */
export function routineId(
  kind: 'function' | 'procedure' | 'aggregate',
  schema: string,
  name: string,
  argumentTypes: string,
): ObjectId {
  return `${objectId(kind, schema, name)}(${argumentTypes})`
}

function plainOrQuoted(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}
