import { grouped } from './values/column-values.ts'

/** A column whose values hold those of another of the same row. */
export interface Copy {
  readonly column: string
  readonly of: string
  readonly kind: 'equal' | 'holds' | 'words'
  readonly evidence: string
}

export interface CopyColumn {
  readonly name: string
  /** Row by row; null is NULL. */
  readonly values: readonly (string | null)[]
  readonly tsvector: boolean
}

const enough = 5
const most = 300

/** Looks, row by row, for the values of `personal` in the other columns: copies, texts put together, words to search by. */
export function findCopies(columns: readonly CopyColumn[], personal: readonly string[]): readonly Copy[] {
  const found: Copy[] = []
  for (const name of personal) {
    const source = columns.find((column) => column.name === name)
    if (source === undefined || source.tsvector) continue
    for (const column of columns) {
      if (column.name === name) continue
      const copy = compare(source, column)
      if (copy !== undefined) found.push(copy)
    }
  }
  return found
}

function compare(source: CopyColumn, column: CopyColumn): Copy | undefined {
  let rows = 0
  let equal = 0
  let holds = 0
  const seen = new Set<string>()
  for (let row = 0; row < source.values.length && rows < most; row++) {
    const value = source.values[row]?.trim().toLowerCase()
    const other = column.values[row]?.toLowerCase()
    if (value === undefined || other === undefined || value.length < 3) continue
    rows++
    seen.add(value)
    if (other === value) equal++
    else if (column.tsvector ? holdsWords(other, value) : other.length > value.length && other.includes(value)) holds++
  }
  if (rows < enough || seen.size < Math.min(enough, rows / 2)) return undefined
  const said = (count: number, what: string): string =>
    `in ${Math.floor((count / rows) * 100)} % of ${grouped(rows)} rows it ${what} ${JSON.stringify(source.name)}`
  if (equal >= rows * 0.9)
    return { column: column.name, of: source.name, kind: 'equal', evidence: said(equal, 'equals') }
  if (equal + holds < rows * (column.tsvector ? 0.5 : 0.8)) return undefined
  return column.tsvector
    ? { column: column.name, of: source.name, kind: 'words', evidence: said(holds, 'has words of') }
    : { column: column.name, of: source.name, kind: 'holds', evidence: said(holds + equal, 'holds the value of') }
}

/** Words are cut to their stems there: the start of one is enough. */
function holdsWords(lexemes: string, value: string): boolean {
  const words = value.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= 3)
  return words.length > 0 && words.some((word) => lexemes.includes(`'${word.slice(0, Math.max(3, word.length - 3))}`))
}
