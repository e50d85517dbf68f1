import type { ColumnMask, CompiledPolicy, TableMask } from '../../../anonymize/compiled-policy.ts'
import type { MaskingColumn, MaskingType } from '../../../anonymize/masking-schema.ts'
import { transforms } from '../../../anonymize/transforms/registry.ts'
import type { ValueForm } from '../../../anonymize/value-form.ts'

/** What of one table is looked at for values that were not to come through. */
export interface LeakColumns {
  /** Of a row in source and target alike: a key that is kept whole, else all that is kept. */
  readonly token: readonly string[]
  /** One row has the token, and no other. */
  readonly aligned: boolean
  readonly masked: readonly MaskedColumn[]
  /** Where originals of other columns could stand. */
  readonly searched: readonly SearchedColumn[]
}

export interface MaskedColumn {
  readonly name: string
  readonly form: ValueForm | undefined
  readonly mayKeep: boolean
  /** Its values are looked for everywhere: each as a whole, or each element of a list. */
  readonly told: 'whole' | 'elements' | undefined
}

export interface SearchedColumn {
  readonly name: string
  readonly type: MaskingType
  /** Nothing has changed it: also what a dictionary might make by chance is an original there. */
  readonly kept: boolean
}

export function leakColumns({ table, columns }: TableMask): LeakColumns {
  const types = new Map(table.columns.map((column) => [column.name, column]))
  const kept = new Set(columns.filter(({ decision }) => decision === 'keep').map(({ name }) => name))
  const key = table.keys.find((names) => names.every((name) => kept.has(name) && types.get(name)?.nullable === false))
  const hidden = columns.filter(({ decision }) => decision === 'mask')
  return {
    token: key ?? [...kept],
    aligned: key !== undefined,
    masked: hidden.flatMap((column) => maskedColumn(column, types.get(column.name))),
    searched: columns.flatMap((column) => searchedColumn(column, types.get(column.name))),
  }
}

export function tablesToSearch(policy: CompiledPolicy): ReadonlyMap<string, LeakColumns> {
  return new Map([...policy.tables].map(([name, mask]) => [name, leakColumns(mask)]))
}

function maskedColumn({ name, promises }: ColumnMask, column: MaskingColumn | undefined): MaskedColumn[] {
  if (!column) return []
  const { value } = column
  const form = value.kind === 'scalar' ? value.form : undefined
  const whole = form === 'text' || form === 'inet' || form === 'mac' || form === 'uuid'
  const told = whole ? 'whole' : isTextList(value) ? 'elements' : undefined
  return [{ name, form, mayKeep: promises === undefined || promises.mayKeep !== undefined, told }]
}

/** A mask that makes the whole value anew can hold no original; one that goes into it can leave some. */
function searchedColumn(
  { name, decision, transform }: ColumnMask,
  column: MaskingColumn | undefined,
): SearchedColumn[] {
  if (!column || !holdsText(column.value)) return []
  if (decision !== 'mask') return [{ name, type: column.value, kept: decision === 'keep' }]
  const group = transforms().find((one) => one.name === transform?.name)?.group
  const whole = isPlainText(column.value) && group !== undefined && group !== 'text' && group !== 'structure'
  return whole ? [] : [{ name, type: column.value, kept: false }]
}

function isPlainText(type: MaskingType): boolean {
  return type.kind === 'scalar' && type.form === 'text'
}

function isTextList(type: MaskingType): boolean {
  return type.kind === 'list' && isPlainText(type.element)
}

const holding: ReadonlySet<ValueForm> = new Set(['text', 'json', 'xml', 'tsvector', 'bytes', 'other'])

function holdsText(type: MaskingType): boolean {
  switch (type.kind) {
    case 'scalar':
      return holding.has(type.form)
    case 'list':
    case 'range':
    case 'multirange':
      return holdsText(type.element)
    case 'composite':
      return type.fields.some(({ value }) => holdsText(value))
    case 'map':
    case 'unknown':
      return true
  }
}
