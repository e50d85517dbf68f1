import type { MaskingColumn, MaskingSchema, MaskingTable } from '../masking-schema.ts'
import type { ColumnDecision, MaskingPolicy, TablePolicy } from '../policy.ts'
import type { Transform } from '../transform.ts'
import { columnIdentity, columnsIdentity } from './identity.ts'

/** A column in its table, and what the policy says of both. */
export interface Place {
  readonly id: string
  readonly table: MaskingTable
  readonly column: MaskingColumn
  readonly tablePolicy: TablePolicy | undefined
  readonly decision: ColumnDecision | undefined
}

/** Every column of a schema by its identity, in order. Rules name their domain, the usual one too: so equal ones are equal. */
export function placesOf(
  schema: MaskingSchema,
  policy: Pick<MaskingPolicy, 'tables'>,
  transforms: readonly Pick<Transform, 'name' | 'domain'>[],
): Map<string, Place> {
  const usual = new Map(transforms.map(({ name, domain = name }) => [name, domain]))
  const withDomain = (decision: ColumnDecision | undefined): ColumnDecision | undefined =>
    decision === undefined || decision === 'keep'
      ? decision
      : { ...decision, domain: decision.domain ?? usual.get(decision.transform) }
  const places = new Map<string, Place>()
  for (const table of schema.tables) {
    const tablePolicy = ownOf(policy.tables, table.name)
    for (const column of table.columns) {
      const id = columnIdentity(table.name, column.name)
      const decision = withDomain(tablePolicy && ownOf(tablePolicy.columns, column.name))
      places.set(id, { id, table, column, tablePolicy, decision })
    }
  }
  return places
}

/** Of any name, also one that every object seems to have. */
export function ownOf<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** The columns that one end of a soft reference names; undefined where the schema has no such. */
export function referred(
  schema: MaskingSchema,
  places: ReadonlyMap<string, Place>,
  text: string,
): readonly Place[] | undefined {
  const single = places.get(text)
  if (single) return [single]
  for (const table of schema.tables) {
    if (!text.startsWith(`${table.name}.(`)) continue
    const names = columnNames(text.slice(table.name.length + 1))
    const found = names?.map((name) => places.get(columnIdentity(table.name, name)))
    if (found?.every((place) => place !== undefined)) return found
  }
  return undefined
}

/** (a, "b c"): the names between parentheses; undefined where it is no such list. */
function columnNames(text: string): string[] | undefined {
  const names = [...text.matchAll(/"((?:[^"]|"")*)"|[^(),"\s][^(),"]*/g)].map(([written, inside]) =>
    inside === undefined ? written.trim() : inside.replaceAll('""', '"'),
  )
  const again = columnsIdentity('', names.length > 1 ? names : [])
  const spaceless = (some: string) => some.replaceAll(/\s*([(),])\s*/g, '$1')
  return names.length > 1 && spaceless(again.slice(1)) === spaceless(text) ? names : undefined
}
