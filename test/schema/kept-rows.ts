import type { ClientBase } from 'pg'
import { objectId } from '../../packages/sdk/src/catalog/identity.ts'
import type { MigrationStep } from '../../packages/sdk/src/catalog/migration/step.ts'

interface Columns {
  readonly schema: string
  readonly name: string
  /** Those that hold what somebody put there. */
  readonly columns: readonly string[]
  /** The attributes of composite types among them: values are written otherwise when those change. */
  readonly attributes: Readonly<Record<string, string>>
  /** The tables that it is a part of, or inherits from: what is done to those is done to it. */
  readonly above: readonly (readonly [schema: string, name: string])[]
}

/** The tables that hold rows themselves. */
export async function tablesOf(client: ClientBase): Promise<Columns[]> {
  const { rows } = await client.query<Columns>(`
    select n.nspname as schema, c.relname as name,
      coalesce((select array_agg(a.attname::text order by a.attname) from pg_catalog.pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''), '{}') as columns,
      (select coalesce(jsonb_object_agg(a.attname, (select string_agg(f.attname, ',' order by f.attnum) from pg_catalog.pg_attribute f where f.attrelid = t.typrelid and f.attnum > 0 and not f.attisdropped)), '{}')
        from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid where a.attrelid = c.oid and a.attnum > 0 and t.typtype = 'c') as attributes,
      (with recursive above as (
          select i.inhparent from pg_catalog.pg_inherits i where i.inhrelid = c.oid
          union select i.inhparent from pg_catalog.pg_inherits i join above on i.inhrelid = above.inhparent)
        select coalesce(jsonb_agg(jsonb_build_array(pn.nspname, p.relname)), '[]')
        from above join pg_catalog.pg_class p on p.oid = inhparent join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace) as above
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and c.oid >= 16384 and n.nspname !~ '^pg_'
    order by 1, 2`)
  return rows
}

/** What of these tables both have, but for what a step says that it deletes or may change. */
export function keptColumns(
  before: readonly Columns[],
  after: readonly Columns[],
  steps: readonly MigrationStep[],
): Columns[] {
  const spoiled = new Set(
    steps
      .filter(({ hazards }) => hazards.some(({ kind }) => kind === 'deletes data' || kind === 'may change data'))
      .map(({ object }) => object),
  )
  if (
    [...spoiled].some(
      (id) => !/^(table|column|default|view|materialized view|index|sequence|constraint|trigger) /.test(id),
    )
  )
    return []
  return before.flatMap((table) => {
    const { schema, name, columns, attributes, above } = table
    const there = after.find((one) => one.schema === schema && one.name === name)
    const lineage = [[schema, name] as const, ...above]
    if (there === undefined || lineage.some((path) => spoiled.has(objectId('table', ...path)))) return []
    const kept = columns.filter(
      (column) =>
        there.columns.includes(column) &&
        attributes[column] === there.attributes[column] &&
        !lineage.some((path) => spoiled.has(objectId('column', ...path, column))),
    )
    return [{ ...table, columns: kept }]
  })
}

/** The rows of each table as one hash and a count, in whatever order they stand. */
export async function rowFingerprints(client: ClientBase, tables: readonly Columns[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const { schema, name, columns } of tables) {
    const table = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`
    const values = ["''", ...columns.map((column) => value(client.escapeIdentifier(column)))].join(', ')
    const { rows } = await client.query<{ hash: string }>(
      `select count(*) || ' rows ' || coalesce(md5(string_agg(h, '' order by h collate "C")), '') as hash
       from (select md5(array[${values}]::text) as h from only ${table}) as r`,
    )
    found.set(`${table} (${columns.join(', ')})`, rows[0]!.hash)
  }
  return found
}

/** Zeroes after the point are how a number is written and not what it is. */
const value = (column: string): string =>
  `case when ${column}::text ~ '^-?\\d+\\.\\d+$' then trim_scale(${column}::text::numeric)::text else ${column}::text end`
