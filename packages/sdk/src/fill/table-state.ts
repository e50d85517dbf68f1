import type { Session } from '../database/adapter.ts'
import { UnderstudyError } from '../errors.ts'
import type { DataSchema, EntityDefinition, FieldDefinition } from '../model/schema.ts'
import type { Target, TargetTable } from './target.ts'

/** What stands in a table before rows are added. */
export interface TableState {
  readonly rows: number
  /** The last value of each column that counts, in the direction in which it counts. */
  readonly last: ReadonlyMap<string, bigint>
}

/** Reads it all in one query; rows of tables that inherit from this one are theirs. */
export async function readTableState(
  session: Session,
  target: Target,
  one: TargetTable,
  counters: readonly FieldDefinition[],
): Promise<TableState> {
  const { quoteIdentifier } = target.quoting
  const only = target.dialect === 'postgres' && one.table.kind === 'table' ? 'only ' : ''
  const columns = counters.map(
    (field, i) => `, cast(${stepOf(field) < 0 ? 'min' : 'max'}(${quoteIdentifier(field.name)}) as text) as m${i}`,
  )
  const [row] = await session.query<Record<string, unknown>>(
    `select cast(count(*) as text) as n${columns.join('')} from ${only}${one.name}`,
  )
  const last = new Map<string, bigint>()
  counters.forEach(({ name }, i) => {
    const value = row?.[`m${i}`]
    if (typeof value === 'string' && /^-?\d+$/.test(value)) last.set(name, BigInt(value))
  })
  return { rows: Number(row?.n ?? 0), last }
}

/** Whole-number columns that are unique on their own and refer to nothing: new rows count on from what is there. */
export function countersOf(entity: EntityDefinition, schema: DataSchema): FieldDefinition[] {
  const unique = new Set([
    ...(entity.primaryKey?.length === 1 ? entity.primaryKey : []),
    ...entity.fields.flatMap(({ name, unique }) => (unique ? [name] : [])),
    ...(schema.constraints ?? []).flatMap((one) =>
      one.type === 'unique' && one.entity === entity.name && one.fields.length === 1 ? one.fields : [],
    ),
  ])
  const refers = new Set(
    (schema.relationships ?? []).flatMap((one) =>
      'child' in one && one.child.entity === entity.name ? one.child.fields : [],
    ),
  )
  return entity.fields.filter((field) => unique.has(field.name) && !refers.has(field.name) && counts(field))
}

function counts({ type, kind, generated, compute }: FieldDefinition): boolean {
  return (
    type === 'integer' &&
    !generated &&
    compute === undefined &&
    (kind === undefined || kind.replace(/@\d+$/, '') === 'sequence')
  )
}

function stepOf(field: FieldDefinition): number {
  const step = field.options?.step
  return typeof step === 'number' ? step : 1
}

/** The field with the start at which row `firstRow` has the number after the last. */
export function countingOn(field: FieldDefinition, last: bigint | undefined, firstRow: number): FieldDefinition {
  if (last === undefined) return field
  const step = BigInt(stepOf(field))
  const start = last + step - BigInt(firstRow) * step
  if (start > BigInt(Number.MAX_SAFE_INTEGER) || start < BigInt(Number.MIN_SAFE_INTEGER)) {
    throw new UnderstudyError('CAPACITY_EXCEEDED', {
      operation: 'continue a key',
      at: field.name,
      message: `the last ${field.name} is beyond 2^53: there is no counting on from it`,
      hint: `Give ${field.name} a sequence with a start of its own in the configuration, or remove the row with the last key.`,
    })
  }
  return { ...field, kind: 'sequence', options: { ...field.options, start: Number(start) } }
}
