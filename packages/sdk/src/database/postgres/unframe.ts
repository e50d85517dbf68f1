import { copyInstance } from './copy-instance.ts'
import { memoryPlaces as place, room, where } from './copy-module.ts'

/** A message is its kind, a length that counts itself, and its body. */
export const headerBytes = 5

export interface Unframed {
  /** How many bytes of bodies were written. */
  readonly length: number
  /** Of the last message, how many bytes are still to come. */
  readonly rest: number
  /** Behind what was read of what was given. */
  readonly next: number
}

/**
 * Bodies of the CopyData messages from `at` on, the first of which has its header there, of as many as are read at once: a
 * chunk's bytes at most. They are written to `into` from `to` on, one behind the other; to nobody where that is undefined.
 */
export function unframe(given: Buffer, at: number, into: Buffer | undefined, to: number): Unframed {
  const instance = copyInstance()
  if (instance === undefined) return firstOf(given, at, into, to)
  const { bytes, view, functions } = instance
  const most = Math.min(given.length - at, room.given)
  const isRead = given.buffer === bytes.buffer
  const start = isRead ? given.byteOffset + at : place.given
  if (!isRead) given.copy(bytes, start, at, at + most)
  const isWritten = into?.buffer === bytes.buffer
  const out = isWritten ? into.byteOffset + to : place.out
  const next = at + functions.unframe(start, start + most, out) - start
  const end = view.getInt32(place.where + where.out, true)
  if (!isWritten && into !== undefined) bytes.copy(into, to, out, end)
  return { length: end - out, rest: view.getInt32(place.where + where.rest, true), next }
}

function firstOf(bytes: Buffer, at: number, into: Buffer | undefined, to: number): Unframed {
  const next = at + 1 + bytes.readInt32BE(at + 1)
  const start = at + headerBytes
  const end = Math.min(next, bytes.length, start + room.given)
  if (into !== undefined) bytes.copy(into, to, start, end)
  return { length: end - start, rest: next - end, next: end }
}
