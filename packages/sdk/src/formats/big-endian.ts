/** Binary numbers as Postgres sends them: most significant byte first. */

export function writeInt16(view: DataView, position: number, value: number): number {
  view.setInt16(position, value)
  return position + 2
}

export function writeInt32(view: DataView, position: number, value: number): number {
  view.setInt32(position, value)
  return position + 4
}

/** A whole number of at most 2^53 in 64 bits. */
export function writeInt64Of(view: DataView, position: number, value: number): number {
  const high = Math.floor(value / 0x1_0000_0000)
  view.setInt32(position, high)
  view.setInt32(position + 4, value - high * 0x1_0000_0000)
  return position + 8
}

export function writeFloat64(view: DataView, position: number, value: number): number {
  view.setFloat64(position, value)
  return position + 8
}

export function writeFloat32(view: DataView, position: number, value: number): number {
  view.setFloat32(position, value)
  return position + 4
}
