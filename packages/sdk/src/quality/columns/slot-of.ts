/**
 * Where a key of a table is looked for first. Keys that follow each other stand beside each other, by sixteen, so that
 * numbers in order are found in the order of memory; the sixteens of a sequence are spread evenly, as multiples of the
 * golden ratio are, so that they hardly ever meet.
 */
export function slotOf(low: number, high: number, mask: number): number {
  const block = Math.imul((low >>> 4) + Math.imul(high, 0x85ebca6b), 0x9e3779b1)
  return ((block >>> (Math.clz32(mask) + 4)) << 4) | (low & 15)
}
