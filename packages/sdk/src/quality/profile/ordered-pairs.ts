import type { ColumnValues, Scale } from './column-values.ts'

interface Pair {
  readonly a: number
  readonly b: number
  n: number
  less: number
  greater: number
}

/** Which columns are never above which others. A pair is dropped with the first row that is the other way round. */
export class OrderedPairs {
  private pairs: Pair[] | undefined
  private scales: (Scale | undefined)[] = []

  add(columns: readonly ColumnValues[], rows: number): void {
    this.pairs ??= [...pairsOf(columns)]
    this.scales = columns.map(({ scale }) => scale)
    this.pairs = this.pairs.filter((pair) => this.holds(pair, columns, rows))
  }

  /** By places of columns, the lesser first. */
  end(): readonly {
    readonly lesser: number
    readonly greater: number
    readonly strict: boolean
    readonly n: number
  }[] {
    return (this.pairs ?? [])
      .filter(({ less, greater }) => less > 0 || greater > 0)
      .map(({ a, b, n, less, greater }) => ({
        lesser: less > 0 ? a : b,
        greater: less > 0 ? b : a,
        strict: less + greater === n,
        n,
      }))
  }

  private holds(pair: Pair, columns: readonly ColumnValues[], rows: number): boolean {
    const left = columns[pair.a]?.numbers
    const right = columns[pair.b]?.numbers
    // A batch of nulls alone says nothing.
    if (left === undefined || right === undefined) return true
    if (this.scales[pair.a] !== this.scales[pair.b]) return false
    let { n, less, greater } = pair
    for (let row = 0; row < rows; row++) {
      const x = left[row]!
      const y = right[row]!
      if (x < y) less++
      else if (x > y) greater++
      else if (x !== y) continue
      n++
      if (less > 0 && greater > 0) return false
    }
    Object.assign(pair, { n, less, greater })
    return true
  }
}

function* pairsOf(columns: readonly ColumnValues[]): Generator<Pair> {
  for (let b = 1; b < columns.length; b++) for (let a = 0; a < b; a++) yield { a, b, n: 0, less: 0, greater: 0 }
}
