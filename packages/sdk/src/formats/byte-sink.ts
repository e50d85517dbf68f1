/**
 * The one growing buffer that an encoder writes into. Writers take and return positions, so that the position lives
 * in a register; `bytes` is replaced when it grows, so a writer reads it anew after every `reserve`.
 */
export class ByteSink {
  bytes: Uint8Array = new Uint8Array(16 * 1024)
  /** Room that a row may need besides what its writers reserve for themselves: checked once per row. */
  rowBound = 0

  /** After it, `size` bytes and one row's bound can be written at `position`. What stands before is kept. */
  reserve(position: number, size: number): void {
    const needed = position + size + this.rowBound
    if (needed <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    grown.set(this.bytes.subarray(0, position))
    this.bytes = grown
  }
}

/** Copies `source[start .. end]` to `position`; a loop, because most of what is copied is shorter than a call is worth. */
export function copyBytes(
  target: Uint8Array,
  position: number,
  source: Uint8Array,
  start: number,
  end: number,
): number {
  if (end - start > 96) {
    target.set(source.subarray(start, end), position)
    return position + end - start
  }
  let at = position
  for (let i = start; i < end; i++) target[at++] = source[i]!
  return at
}
