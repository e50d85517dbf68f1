/** Bytes that what copies in steps of words may read and write behind what it copies. */
export const OVERRUN = 32

/**
 * The one growing buffer that an encoder writes into. Writers take and return positions, so that the position lives
 * in a register; `bytes` and `view` are replaced when it grows, so a writer reads them anew after every `reserve`.
 */
export class ByteSink {
  bytes: Uint8Array = new Uint8Array(16 * 1024)
  view: DataView = new DataView(this.bytes.buffer)
  /** Room that a row may need besides what its writers reserve for themselves: checked once per row. */
  rowBound = 0

  /** The last position at which a row fits without a call of `reserve`. */
  get limit(): number {
    return this.bytes.length - this.rowBound - OVERRUN
  }

  /** After it, `size` bytes and one row's bound can be written at `position`. What stands before is kept. */
  reserve(position: number, size: number): void {
    const needed = position + size + this.rowBound + OVERRUN
    if (needed <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    grown.set(this.bytes.subarray(0, position))
    this.bytes = grown
    this.view = new DataView(grown.buffer)
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** Bytes to be copied from by `copyWords`, which reads beyond the end of what it copies. */
export function padded(bytes: Uint8Array): DataView {
  const copy = new Uint8Array(bytes.length + OVERRUN)
  copy.set(bytes)
  return new DataView(copy.buffer)
}

/** Copies `source[start .. end]` to `position`, four bytes at a time: what it overruns is written over or cut off later. */
export function copyWords(target: DataView, position: number, source: DataView, start: number, end: number): number {
  const length = end - start
  for (let i = 0; i < length; i += 4) target.setUint32(position + i, source.getUint32(start + i, true), true)
  return position + length
}

/** Writes all of `source`; a loop, because most of what is written is shorter than a call is worth. */
export function writeAll(bytes: Uint8Array, position: number, source: Uint8Array): number {
  const length = source.length
  if (length > 64) bytes.set(source, position)
  else for (let i = 0; i < length; i++) bytes[position + i] = source[i]!
  return position + length
}
