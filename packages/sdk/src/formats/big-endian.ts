/** Binary numbers as Postgres sends them: most significant byte first. */

export function writeInt16(bytes: Uint8Array, position: number, value: number): number {
  bytes[position] = value >> 8
  bytes[position + 1] = value
  return position + 2
}

export function writeInt32(bytes: Uint8Array, position: number, value: number): number {
  bytes[position] = value >> 24
  bytes[position + 1] = value >> 16
  bytes[position + 2] = value >> 8
  bytes[position + 3] = value
  return position + 4
}

/** A whole number of at most 2^53 in 64 bits. */
export function writeInt64Of(bytes: Uint8Array, position: number, value: number): number {
  const high = Math.floor(value / 0x1_0000_0000)
  return writeInt32(bytes, writeInt32(bytes, position, high), value - high * 0x1_0000_0000)
}

const scratch = new DataView(new ArrayBuffer(8))

export function writeFloat64(bytes: Uint8Array, position: number, value: number): number {
  scratch.setFloat64(0, value)
  return writeInt32(bytes, writeInt32(bytes, position, scratch.getInt32(0)), scratch.getInt32(4))
}

export function writeFloat32(bytes: Uint8Array, position: number, value: number): number {
  scratch.setFloat32(0, value)
  return writeInt32(bytes, position, scratch.getInt32(0))
}
