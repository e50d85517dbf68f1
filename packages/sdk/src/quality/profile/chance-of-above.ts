/** How often a value of the one sample is above one of the other, were they drawn independently. Both are sorted. */
export function chanceOfAbove(lesser: Float64Array, greater: Float64Array): number {
  if (lesser.length === 0 || greater.length === 0) return 0
  let below = 0
  let pairs = 0
  for (const value of lesser) {
    while (below < greater.length && greater[below]! < value) below++
    pairs += below
  }
  return pairs / (lesser.length * greater.length)
}
