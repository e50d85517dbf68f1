/** Distributions over the same levels, each drawn from in constant time. */
export interface LevelTables {
  readonly size: number
  /** A level of the distribution `table`, by one uniform word. */
  draw(table: number, word: number): number
}

/** Walker's tables end to end in two arrays: the chance of each cell to stay, in 32 bits, and where it goes if not. */
export function levelTables(distributions: readonly ArrayLike<number>[], size: number): LevelTables {
  const stay = new Float64Array(distributions.length * size)
  const other = new Uint16Array(distributions.length * size)
  distributions.forEach((weights, table) => {
    const small: number[] = []
    const large: number[] = []
    let total = 0
    for (let i = 0; i < size; i++) total += weights[i] ?? 0
    const at = table * size
    for (let i = 0; i < size; i++) {
      stay[at + i] = total > 0 ? ((weights[i] ?? 0) * size) / total : 1
      ;(stay[at + i]! < 1 ? small : large).push(i)
    }
    while (small.length > 0 && large.length > 0) {
      const low = small.pop()!
      const high = large.at(-1)!
      other[at + low] = high
      stay[at + high] = stay[at + high]! + stay[at + low]! - 1
      if (stay[at + high]! < 1) small.push(large.pop()!)
    }
    for (const i of large) stay[at + i] = 1
    // What rounding leaves over stays; a level without weight has somewhere to go.
    for (const i of small) stay[at + i] = (weights[i] ?? 0) > 0 ? 1 : stay[at + i]!
  })
  return {
    size,
    draw(table, word) {
      const scaled = (word * size) / 4294967296
      const cell = Math.floor(scaled)
      const at = table * size + cell
      return scaled - cell < stay[at]! ? cell : other[at]!
    },
  }
}
