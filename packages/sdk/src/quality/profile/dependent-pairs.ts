import type { ColumnValues } from './column-values.ts'

/** A column of more different values is no group. */
const mostGroups = 2000

interface Pair {
  readonly from: number
  readonly to: number
  readonly images: Map<number, number>
  n: number
}

/** Which columns are functions of one other; null is a value that a function may give. */
export class DependentPairs {
  private pairs: Pair[] | undefined

  add(columns: readonly ColumnValues[], rows: number): void {
    this.pairs ??= [...pairsOf(columns.length)]
    this.pairs = this.pairs.filter((pair) => {
      const from = columns[pair.from]!.hashes
      const to = columns[pair.to]!.hashes
      const { images } = pair
      for (let row = 0; row < rows; row++) {
        const key = from[row]!
        if (key < 0) continue
        pair.n++
        const image = images.get(key)
        if (image === undefined) {
          if (images.size >= mostGroups) return false
          images.set(key, to[row]!)
        } else if (image !== to[row]) return false
      }
      return true
    })
  }

  /** By places of columns; `images` counts the different values that `to` has. */
  end(): readonly { from: number; to: number; n: number; groups: number; images: number }[] {
    return (this.pairs ?? []).map(({ from, to, n, images }) => ({
      from,
      to,
      n,
      groups: images.size,
      images: new Set(images.values()).size,
    }))
  }
}

function* pairsOf(count: number): Generator<Pair> {
  for (let from = 0; from < count; from++)
    for (let to = 0; to < count; to++) if (from !== to) yield { from, to, images: new Map(), n: 0 }
}
