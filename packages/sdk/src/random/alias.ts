/** Walker's alias table: an index with the chances that the weights give it, out of one fraction, in constant time. */
export function aliasTable(weights: ArrayLike<number>): (unit: number) => number {
  const size = weights.length
  let total = 0
  for (let i = 0; i < size; i++) total += weights[i]!
  if (!(total > 0)) throw new RangeError('weights without a sum above 0')
  const chance = new Float64Array(size)
  const other = new Int32Array(size)
  const small: number[] = []
  const large: number[] = []
  for (let i = 0; i < size; i++) {
    chance[i] = (weights[i]! * size) / total
    ;(chance[i]! < 1 ? small : large).push(i)
  }
  while (small.length > 0 && large.length > 0) {
    const low = small.pop()!
    const high = large.at(-1)!
    other[low] = high
    chance[high] = chance[high]! + chance[low]! - 1
    if (chance[high]! < 1) small.push(large.pop()!)
  }
  // What is left over has a chance of 1 but for rounding; a weight of 0 is left over only beside a sum of 0.
  for (const i of [...small, ...large]) chance[i] = 1
  return (unit) => {
    const scaled = unit * size
    const cell = Math.floor(scaled)
    return scaled - cell < chance[cell]! ? cell : other[cell]!
  }
}
