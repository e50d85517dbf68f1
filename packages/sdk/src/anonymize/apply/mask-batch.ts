import { UnderstudyError } from '../../errors.ts'
import type { Batch, Column, Vector } from '../../model/batch.ts'
import type { ColumnMask, TableMask } from '../compiled-policy.ts'
import type { MaskingType } from '../masking-schema.ts'
import type { Mask, RowValues } from '../transform.ts'
import { canonicalReader, type TextReader } from './canonical.ts'
import { canonicalText, writtenText } from './text-forms.ts'
import { vectorOfTexts } from './vector-of-texts.ts'

/** How many values the mask of each column has changed, by the column's name. */
export type MaskedValues = Map<string, number>

/**
 * The batch with its columns masked; what is kept is the same vector as before. A column that nobody has decided about
 * ends it, wherever in a file it turns up, and so does a value that is not of its column's type.
 */
export function maskBatch(batch: Batch, { table, columns }: TableMask, counts: MaskedValues = new Map()): Batch {
  const masks = new Map(columns.map((column) => [column.name, column]))
  const types = new Map(table.columns.map(({ name, value }) => [name, value]))
  const readers = new Map(
    batch.columns.map(({ name, vector }) => [name, readerOf(vector, types.get(name), () => misfit(table.name, name))]),
  )
  let row = 0
  const values: RowValues = { text: (name) => readers.get(name)?.(row) ?? null }
  return {
    ...batch,
    columns: batch.columns.map((column): Column => {
      const { name, vector } = column
      const found = masks.get(name)
      const read = readers.get(name)
      if (found === undefined || read === undefined) throw undecided(table.name, name)
      const mask = maskToApply(found, table.name)
      if (mask === undefined) return column
      let changed = 0
      const texts: (string | null)[] = new Array(batch.length)
      for (row = 0; row < batch.length; row++) {
        const text = read(row)
        if (text === null) texts[row] = null
        else {
          const result = mask.value(text, values)
          if (result !== text) changed++
          texts[row] = result
        }
      }
      counts.set(name, (counts.get(name) ?? 0) + changed)
      return { name, vector: written(texts, vector, types.get(name)) ?? refuse(misshapen(table.name, name)) }
    }),
  }
}

/** Undefined where values stay. A mask that has been lost on the way is no reason to let them. */
function maskToApply({ decision, mask, name }: ColumnMask, table: string): Mask | undefined {
  if (decision !== 'mask') return undefined
  return mask ?? refuse(undecided(table, name))
}

function readerOf(vector: Vector, type: MaskingType | undefined, wrong: () => UnderstudyError): TextReader {
  const read = canonicalReader(vector)
  if (type?.kind !== 'scalar' || !isText(vector)) return read
  return (row) => {
    const text = read(row)
    return text === null ? null : (canonicalText(type, text) ?? refuse(wrong()))
  }
}

function written(texts: readonly (string | null)[], like: Vector, type: MaskingType | undefined): Vector | undefined {
  if (type?.kind !== 'scalar' || !isText(like)) return vectorOfTexts(texts, like)
  return vectorOfTexts(
    texts.map((text) => (text === null ? null : writtenText(type, text))),
    like,
  )
}

function isText({ type }: Vector): boolean {
  return type === 'text' || type === 'pick' || type === 'concat'
}

function refuse(error: UnderstudyError): never {
  throw error
}

function undecided(table: string, column: string): UnderstudyError {
  return new UnderstudyError('POLICY_INCOMPLETE', {
    operation: 'mask rows',
    message: `${table} has a column ${JSON.stringify(column)} that nobody has decided about`,
    at: `${table}.${column}`,
    hint: 'Decide about the column in the policy; a file may have one in some rows only.',
    details: { table, column },
  })
}

function misfit(table: string, column: string): UnderstudyError {
  return new UnderstudyError('MASKING_FAILED', {
    operation: 'mask rows',
    message: `A value of ${column} in ${table} is not of the type that the rows before it show`,
    at: `${table}.${column}`,
    hint: `Say that the column holds any text: --form ${column}=text, and choose a transform that takes text.`,
    details: { table, column },
  })
}

function misshapen(table: string, column: string): UnderstudyError {
  return new UnderstudyError('MASKING_FAILED', {
    operation: 'mask rows',
    message: `The mask of ${column} in ${table} gave what the file's type of the column cannot hold`,
    at: `${table}.${column}`,
    details: { table, column },
  })
}
