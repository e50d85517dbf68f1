import { copyInstance } from './copy-instance.ts'
import { memoryPlaces as place, room } from './copy-module.ts'

export const chunkBytes = room.given

let free: Buffer[] | undefined

/**
 * Room for a chunk, with whatever was in it before: in the memory in which messages of a COPY are taken apart and hashed, so
 * that it need not be moved there; elsewhere, where that has none left, or is not.
 */
export function takeRoom(): Buffer {
  free ??= rooms()
  return free.pop() ?? Buffer.allocUnsafeSlow(chunkBytes)
}

/** From whoever keeps no part of it: others will write over it. */
export function giveBackRoom(taken: Buffer): void {
  if (isRoom(taken)) free?.push(taken)
}

/** Whether it begins where one of that memory's rooms does. */
export function isRoom({ buffer, byteOffset }: Uint8Array): boolean {
  return buffer === copyInstance()?.bytes.buffer && (byteOffset - place.rooms) % room.size === 0
}

function rooms(): Buffer[] {
  const memory = copyInstance()?.bytes
  if (memory === undefined) return []
  return Array.from({ length: room.rooms }, (_, i) => {
    const at = place.rooms + i * room.size
    return memory.subarray(at, at + chunkBytes)
  })
}
