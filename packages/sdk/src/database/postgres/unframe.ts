import { copyInstance } from './copy-instance.ts'
import { memoryPlaces as place, room, where } from './copy-module.ts'

/** A message is its kind, a length that counts itself, and its body. */
export const headerBytes = 5

/** Bodies of messages, one behind the other: valid until the next ones are asked for. */
export interface Unframed {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  /** Of the last message, how many bytes are still to come. */
  readonly rest: number
  /** Behind what was read of what was given. */
  readonly next: number
}

/** Of the CopyData messages from `at` on, the first of which has its header there, as many as are read at once. */
export function unframe(given: Buffer, at: number): Unframed {
  const instance = copyInstance()
  if (instance === undefined) return firstOf(given, at)
  const { bytes, view, functions } = instance
  const piece = given.subarray(at, at + room.given)
  bytes.set(piece, place.given)
  const next = at + functions.unframe(place.given, place.given + piece.length) - place.given
  const end = view.getInt32(place.where + where.out, true)
  return { bytes, start: place.out, end, rest: view.getInt32(place.where + where.rest, true), next }
}

function firstOf(bytes: Buffer, at: number): Unframed {
  const next = at + 1 + bytes.readInt32BE(at + 1)
  const end = Math.min(next, bytes.length)
  return { bytes, start: at + headerBytes, end, rest: next - end, next: end }
}
