import type { ColumnMask, CompiledPolicy, PassingRows, TableMask } from '../../../anonymize/compiled-policy.ts'
import type { MaskingColumn, MaskingType } from '../../../anonymize/masking-schema.ts'
import { transforms } from '../../../anonymize/transforms/registry.ts'
import type { ValueForm } from '../../../anonymize/value-form.ts'

/** What of one table is looked at for values that were not to come through. */
export interface LeakColumns {
  /** Of a row in source and target alike: a key that is kept whole, else all that is kept. */
  readonly token: readonly TokenColumn[]
  /** One row has the token, and no other. */
  readonly aligned: boolean
  readonly masked: readonly MaskedColumn[]
  /** Where originals of other columns could stand. */
  readonly searched: readonly SearchedColumn[]
}

export interface TokenColumn {
  readonly name: string
  readonly type: MaskingType
}

export interface MaskedColumn {
  readonly name: string
  readonly form: ValueForm | undefined
  /** What of its values may be as it was: what is said of it decides what is wrong. */
  readonly mayKeep: MayKeep
  /** Several words of it say something: the name of a place does not, and is found wherever places are named. */
  readonly wordsTell: boolean
  /** Its values are looked for everywhere: each as a whole, or each element of a list. */
  readonly told: 'whole' | 'elements' | undefined
  /** Rows whose value the policy lets through, so that it is none to look for. */
  readonly passes: readonly PassingRows[]
}

/** most: a mask of the whole value. all: a mask of what is found in the value. any: where nothing may be in any of them. */
export type MayKeep = 'none' | 'most' | 'all' | 'any'

export interface SearchedColumn {
  readonly name: string
  readonly type: MaskingType
  /** Nothing has changed it: also what a dictionary might make by chance is an original there. */
  readonly kept: boolean
}

function leakColumns({ table, columns }: TableMask): LeakColumns {
  const types = new Map(table.columns.map((column) => [column.name, column]))
  const kept = new Set(columns.filter(({ decision }) => decision === 'keep').map(({ name }) => name))
  const key = table.keys.find((names) => names.every((name) => kept.has(name) && types.get(name)?.nullable === false))
  const columnsOf = (names: readonly string[]) => names.flatMap((name) => types.get(name) ?? [])
  const hidden = columns.filter(({ decision }) => decision === 'mask')
  return {
    token: (key ? columnsOf(key) : tokenOf(columnsOf([...kept]))).map(({ name, value }) => ({ name, type: value })),
    aligned: key !== undefined,
    masked: hidden.flatMap((column) => maskedColumn(column, types.get(column.name))),
    searched: columns.flatMap((column) => searchedColumn(column, types.get(column.name))),
  }
}

const mostTokens = 4

/** Where no key tells rows apart, some of what is kept: numbers and moments first, which differ most for the least. */
function tokenOf(kept: readonly MaskingColumn[]): MaskingColumn[] {
  const isShort = ({ value }: MaskingColumn) =>
    value.kind === 'scalar' && value.form !== 'text' && value.form !== 'json'
  return [...kept.filter(isShort), ...kept.filter((column) => !isShort(column))].slice(0, mostTokens)
}

export function tablesToSearch(policy: CompiledPolicy): ReadonlyMap<string, LeakColumns> {
  return new Map([...policy.tables].map(([name, mask]) => [name, leakColumns(mask)]))
}

const placeNames: ReadonlySet<string> = new Set(['city', 'state', 'country'])

function maskedColumn(mask: ColumnMask, column: MaskingColumn | undefined): MaskedColumn[] {
  if (!column) return []
  const { value } = column
  const form = value.kind === 'scalar' ? value.form : undefined
  const whole = form === 'text' || form === 'inet' || form === 'mac' || form === 'uuid'
  const told = goesInside(mask) ? undefined : whole ? 'whole' : isTextList(value) ? 'elements' : undefined
  const wordsTell = !placeNames.has(mask.transform?.name ?? '')
  return [{ name: mask.name, form, mayKeep: mayKeep(mask), wordsTell, told, passes: mask.passes ?? [] }]
}

function mayKeep(mask: ColumnMask): MayKeep {
  const { promises, transform } = mask
  if (promises !== undefined && promises.mayKeep === undefined) return 'none'
  if (transform?.name === 'free-text') return 'any'
  return goesInside(mask) ? 'all' : 'most'
}

/** They mask what they find in a value, and leave the rest. */
const inside: ReadonlySet<string> = new Set(['free-text', 'json', 'xml', 'tsvector', 'fields', 'file'])

function goesInside({ transform }: ColumnMask): boolean {
  return inside.has(transform?.name ?? '')
}

/** One of ours, of which it is known what it makes. */
function isKnown(name: string | undefined): boolean {
  return transforms().some((one) => one.name === name)
}

/** A mask that makes the whole value anew can hold no original; one that goes into it can leave some. */
function searchedColumn(mask: ColumnMask, column: MaskingColumn | undefined): SearchedColumn[] {
  const { name, decision, transform } = mask
  if (!column || !holdsText(column.value)) return []
  if (decision !== 'mask') return [{ name, type: column.value, kept: decision !== 'generated' }]
  const whole = isPlainText(column.value) && isKnown(transform?.name) && !goesInside(mask)
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
