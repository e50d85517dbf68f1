const TWO_TO_32 = 0x1_0000_0000
/** Microseconds from 1970 to 2000, in halves of 32 bits. */
const HIGH_TO_2000 = Math.floor(946_684_800_000_000 / TWO_TO_32)
const LOW_TO_2000 = 946_684_800_000_000 - HIGH_TO_2000 * TWO_TO_32

/**
 * Microseconds since 1970 as Postgres sends them: since 2000, in 64 bits, whose ends stand for infinities. Both halves
 * apart, for counted from 2000 the microseconds of an early year pass 2^53.
 */
export function writeInstant(view: DataView, position: number, value: number): number {
  if (!Number.isFinite(value)) {
    view.setInt32(position, value > 0 ? 0x7fffffff : -0x80000000)
    view.setInt32(position + 4, value > 0 ? -1 : 0)
    return position + 8
  }
  const high = Math.floor(value / TWO_TO_32)
  const low = value - high * TWO_TO_32 - LOW_TO_2000
  view.setInt32(position, high - HIGH_TO_2000 - (low < 0 ? 1 : 0))
  view.setInt32(position + 4, low)
  return position + 8
}
