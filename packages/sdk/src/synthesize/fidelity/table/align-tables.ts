import { wordOf } from './cell-collector.ts'
import type { Cells, Table } from './cells.ts'
import type { ComparedEntity, NumberColumn, WordColumn } from './compared-columns.ts'
import { numberOf, timeOf, whatWordsAre } from './read-words.ts'

/** Whole numbers of so few values are categories, as SDV takes them: a class, a rating, a yes as 1. */
const fewValues = 10
/** Texts of fewer values are categories, however few the rows are. */
const fewWords = 20

export interface AlignOptions {
  /** Columns that hold keys. Where no schema says it, whole numbers that count the rows are taken for one. */
  readonly keys?: ReadonlySet<string> | undefined
  /** Columns of a key of several: whole numbers that are all different are what tells its rows apart. */
  readonly partsOfKey?: readonly string[] | undefined
}

/** The sides of one entity in one form. What a column is, the real rows say. */
export function alignTables(
  real: Table,
  synthetic: Table,
  holdout: Table | undefined,
  { keys, partsOfKey = [] }: AlignOptions = {},
): ComparedEntity {
  const columns: (NumberColumn | WordColumn)[] = []
  const texts: WordColumn[] = []
  const keyColumns: string[] = []
  const excluded: { column: string; note: string }[] = []
  let shared = 0
  for (const [name, cells] of real.columns) {
    const other = synthetic.columns.get(name)
    const held = holdout?.columns.get(name)
    if (other === undefined) {
      excluded.push({ column: name, note: 'the synthetic rows have no such column' })
      continue
    }
    const leave = (note: string) => excluded.push({ column: name, note })
    if (cells.as === 'other') {
      if (other.as === 'other' && other.type === cells.type) shared++
      leave(`values of type ${cells.type} are not compared`)
      continue
    }
    const isKey = keys === undefined ? countsRows(cells) : keys.has(name)
    if (isKey || (partsOfKey.includes(name) && areDifferentNumbers(cells))) {
      shared++
      keyColumns.push(name)
      continue
    }
    if (holdout !== undefined && held === undefined) {
      leave('the holdout has no such column')
      continue
    }
    if (isMissing(cells)) {
      shared++
      leave('all real values are missing')
      continue
    }
    const is = cells.as === 'numbers' ? cells.of : whatWordsAre(cells.words)
    if (is === 'number' || is === 'time') {
      const sides = [cells, other, held].map((one) => (one === undefined ? undefined : asNumbers(one, is)))
      const [realValues, syntheticValues, heldValues] = sides
      if (typeof syntheticValues === 'string' || typeof heldValues === 'string' || typeof realValues === 'string') {
        const whose = typeof syntheticValues === 'string' ? 'synthetic' : 'holdout'
        leave(`the real values are ${is}s, and not all values of the ${whose} rows are`)
        continue
      }
      shared++
      const column: NumberColumn = { name, is, real: realValues!, synthetic: syntheticValues!, holdout: heldValues }
      columns.push(is === 'number' && hasFewValues(column.real) ? categoriesOf(column) : column)
      continue
    }
    const normal = is === 'boolean' ? (word: string) => word.toLowerCase() : (word: string) => word
    const column = joined(name, [cells, other, held], normal)
    if (column === undefined) {
      leave('the real values are texts, and those of another side are of another type')
      continue
    }
    shared++
    if (column.is === 'text') texts.push(column)
    else columns.push(column)
  }
  for (const name of synthetic.columns.keys())
    if (!real.columns.has(name)) excluded.push({ column: name, note: 'the real rows have no such column' })
  const union = new Set([...real.columns.keys(), ...synthetic.columns.keys()]).size
  return {
    entity: real.entity,
    rows: { real: real.rows, synthetic: synthetic.rows, holdout: holdout?.rows ?? 0 },
    hasHoldout: holdout !== undefined,
    columns,
    texts,
    keys: keyColumns,
    excluded,
    structure: union === 0 ? 1 : shared / union,
  }
}

function isMissing(cells: Cells): boolean {
  if (cells.as === 'numbers') return cells.values.every((value) => !Number.isFinite(value))
  return cells.as === 'words' && cells.words.length === 0
}

/** 1, 2, 3 … in any order, from any number on. */
function countsRows(cells: Cells): boolean {
  const values =
    cells.as === 'numbers' && cells.of === 'number'
      ? cells.values
      : cells.as === 'words' && cells.words.length === cells.codes.length && whatWordsAre(cells.words) === 'number'
        ? Float64Array.from(cells.codes, (code) => Number(cells.words[code] ?? Number.NaN))
        : undefined
  if (values === undefined || values.length <= fewValues) return false
  let least = Number.POSITIVE_INFINITY
  for (const value of values) {
    if (!Number.isInteger(value)) return false
    if (value < least) least = value
  }
  const seen = new Uint8Array(values.length)
  for (const value of values) {
    const at = value - least
    if (at >= values.length || seen[at] === 1) return false
    seen[at] = 1
  }
  return true
}

function areDifferentNumbers(cells: Cells): boolean {
  if (cells.as !== 'numbers' || cells.of !== 'number') return false
  return cells.values.every(Number.isInteger) && new Set(cells.values).size === cells.values.length
}

/** Numbers that are not finite are missing. A text says that a word is no number: why a column cannot be compared. */
function asNumbers(cells: Cells, of: 'number' | 'time'): Float64Array | 'mixed' {
  if (cells.as === 'other') return 'mixed'
  if (cells.as === 'numbers') {
    if (cells.of !== of && !isMissing(cells)) return 'mixed'
    if (cells.values.every((value) => Number.isFinite(value) || Number.isNaN(value))) return cells.values
    return cells.values.map((value) => (Number.isFinite(value) ? value : Number.NaN))
  }
  const read = of === 'number' ? numberOf : timeOf
  const values = new Float64Array(cells.words.length)
  for (const [code, word] of cells.words.entries()) {
    const value = read(word)
    if (value === undefined) return 'mixed'
    values[code] = Number.isFinite(value) ? value : Number.NaN
  }
  return Float64Array.from(cells.codes, (code) => (code < 0 ? Number.NaN : values[code]!))
}

function hasFewValues(values: Float64Array): boolean {
  const seen = new Set<number>()
  for (const value of values) {
    if (Number.isNaN(value)) continue
    if (!Number.isInteger(value) || value < 0) return false
    seen.add(value)
    if (seen.size > fewValues) return false
  }
  return seen.size <= Math.min(Math.round(values.length / 10), fewValues)
}

function categoriesOf({ name, real, synthetic, holdout }: NumberColumn): WordColumn {
  const codeOf = new Map<number, number>()
  const coded = (values: Float64Array): Int32Array =>
    Int32Array.from(values, (value) => {
      if (Number.isNaN(value)) return -1
      const known = codeOf.get(value)
      if (known !== undefined) return known
      codeOf.set(value, codeOf.size)
      return codeOf.size - 1
    })
  const sides = { real: coded(real), synthetic: coded(synthetic), holdout: holdout && coded(holdout) }
  return { name, is: 'category', words: [...codeOf.keys()].map(String), ...sides }
}

function joined(
  name: string,
  [real, synthetic, holdout]: readonly (Cells | undefined)[],
  normal: (word: string) => string,
): WordColumn | undefined {
  if (real?.as !== 'words' || synthetic === undefined) return undefined
  const codeOf = new Map<string, number>()
  const intern = (word: string): number => {
    const known = codeOf.get(word)
    if (known !== undefined) return known
    codeOf.set(word, codeOf.size)
    return codeOf.size - 1
  }
  const coded = (cells: Cells): Int32Array | undefined => {
    if (cells.as === 'other') return undefined
    if (cells.as === 'numbers') {
      const { of } = cells
      return Int32Array.from(cells.values, (value) => (Number.isNaN(value) ? -1 : intern(normal(wordOf(of, value)))))
    }
    const codes = Int32Array.from(cells.words, (word) => intern(normal(word)))
    return Int32Array.from(cells.codes, (code) => (code < 0 ? -1 : codes[code]!))
  }
  const realCodes = coded(real)
  const distinct = codeOf.size
  const syntheticCodes = coded(synthetic)
  const heldCodes = holdout && coded(holdout)
  if (realCodes === undefined || syntheticCodes === undefined || (holdout !== undefined && heldCodes === undefined))
    return undefined
  const is = distinct > fewWords && distinct > realCodes.length / 5 ? 'text' : 'category'
  return { name, is, words: [...codeOf.keys()], real: realCodes, synthetic: syntheticCodes, holdout: heldCodes }
}
