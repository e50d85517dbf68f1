import type { MaskedBytes } from '../transform.ts'

const SLOTS = 2048
const SLOT = 64
/** What a slot holds besides two lengths. */
const ROOM = SLOT - 2

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end))
}

export function writeText(text: string, out: MaskedBytes): void {
  out.reserve(text.length * 3)
  out.at += encoder.encodeInto(text, out.bytes.subarray(out.at)).written
}

/**
 * The bytes of what `make` gives, for values of which few are frequent, such as names and domains: the last results are
 * remembered by the bytes of the value, in 128 KiB that are never more.
 */
export function recentValues(
  make: (text: string) => string,
): (input: Uint8Array, start: number, end: number, out: MaskedBytes) => void {
  const slots = new Uint8Array(SLOTS * SLOT)
  return (input, start, end, out) => {
    const length = end - start
    let hash = 0x811c9dc5 ^ length
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ input[i]!, 0x01000193)
    const slot = ((hash ^ (hash >>> 15)) & (SLOTS - 1)) * SLOT
    // A length of 0 is a slot that holds nothing yet: the empty value is not remembered.
    if (length > 0 && slots[slot] === length) {
      let at = slot + 2
      let i = start
      while (i < end && slots[at] === input[i]) {
        at++
        i++
      }
      if (i === end) {
        const size = slots[slot + 1]!
        out.reserve(size)
        const { bytes } = out
        for (let to = out.at, last = at + size; at < last; ) bytes[to++] = slots[at++]!
        out.at += size
        return
      }
    }
    const from = out.at
    writeText(make(textOf(input, start, end)), out)
    const size = out.at - from
    if (length === 0 || length + size > ROOM) return
    slots[slot] = length
    slots[slot + 1] = size
    slots.set(input.subarray(start, end), slot + 2)
    slots.set(out.bytes.subarray(from, out.at), slot + 2 + length)
  }
}
