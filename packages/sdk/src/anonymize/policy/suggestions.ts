import type { MaskingColumn, MaskingTable } from '../masking-schema.ts'
import type { ColumnDecision } from '../policy.ts'
import type { Transform } from '../transform.ts'
import { keysOn, unfitOf } from './fit.ts'
import type { Place } from './schema-index.ts'

/** Ways to decide about a column that let nothing of it through: those first that keep the most of its shape. Empty where none fits. */
export function suggestionsFor(place: Place, transforms: readonly Transform[]): readonly ColumnDecision[] {
  const fitting = transforms.flatMap((transform) => {
    const rank = rankOf(transform, place)
    return rank === undefined ? [] : [{ name: transform.name, rank }]
  })
  return fitting
    .sort((a, b) => a.rank - b.rank)
    .slice(0, 3)
    .map(({ name }) => ({ transform: name }))
}

/** Lower is better; undefined where it does not fit as it is, without options. */
function rankOf(transform: Transform, place: Place): number | undefined {
  const { table, column } = place
  const options = transform.options.safeParse({})
  if (!options.success) return undefined
  const type = column.value.kind === 'scalar' ? column.value : ({ kind: 'scalar', form: 'other' } as const)
  if (column.value.kind === 'scalar' ? !transform.accepts.includes(type.form) : !transform.whole) return undefined
  const unique = keysOn(table, column.name).length > 0
  const promises = transform.promises(options.data, { table: table.name, ...columnOf(column), type, unique })
  const givesNull = transform.name === 'null'
  if (unfitOf({ place, givesNull, promises, subject: [] }) !== undefined) return undefined
  if (givesNull) return 5
  if (unique) return promises.unique === 'preserved' && promises.format === 'preserved' ? 0 : 1
  if (transform.name === 'redact') return 2
  return transform.group === 'text' || transform.group === 'any' ? 3 : 4
}

function columnOf({ name, nullable }: MaskingColumn): { readonly name: string; readonly nullable: boolean } {
  return { name, nullable }
}

/** Of a column that refers to one whose values are kept, nothing is new. */
export function refersToKept(
  table: MaskingTable,
  column: string,
  isKept: (table: string, column: string) => boolean,
): boolean {
  return table.foreignKeys.some((key) => {
    const at = key.columns.indexOf(column)
    const other = key.references[at]
    return at >= 0 && other !== undefined && isKept(key.table, other)
  })
}
