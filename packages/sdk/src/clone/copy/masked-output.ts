import type { MaskedBytes } from '../../anonymize/transform.ts'

/** The one growing buffer that masked rows are written into, used again and again. */
export class MaskedOutput implements MaskedBytes {
  bytes: Buffer
  at = 0

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafeSlow(size)
  }

  /** Anew, and in these bytes until they are full. */
  beginIn(bytes: Buffer): void {
    this.bytes = bytes
    this.at = 0
  }

  reserve(length: number): void {
    const needed = this.at + length
    if (needed <= this.bytes.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2))
    this.bytes.copy(grown, 0, 0, this.at)
    this.bytes = grown
  }

  /** Most runs are shorter than a call is worth. */
  copy(source: Buffer, start: number, end: number): void {
    const length = end - start
    this.reserve(length)
    const { bytes, at } = this
    if (length > 48) source.copy(bytes, at, start, end)
    else for (let i = 0; i < length; i++) bytes[at + i] = source[start + i]!
    this.at = at + length
  }

  text(value: string): void {
    this.reserve(value.length * 3)
    this.at += this.bytes.write(value, this.at)
  }

  int32(value: number, at: number): void {
    const { bytes } = this
    bytes[at] = value >>> 24
    bytes[at + 1] = value >>> 16
    bytes[at + 2] = value >>> 8
    bytes[at + 3] = value
  }
}
