import type { MaskedBytes } from '../transform.ts'

const SLOTS = 4096
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
 * remembered by the bytes of the value, in 256 KiB that are never more.
 */
export function recentValues(
  make: (text: string) => string,
): (input: Uint8Array, start: number, end: number, out: MaskedBytes) => void {
  const slots = new Uint8Array(SLOTS * SLOT)
  return (input, start, end, out) => {
    const length = end - start
    let hash = length
    for (let i = start; i < end; i++) hash = ((hash << 5) | (hash >>> 27)) ^ input[i]!
    hash = Math.imul(hash, 0x9e3779b1)
    // Each value has two slots to be in; a length of 0 is a slot that holds nothing yet, so the empty value is in none.
    const first = ((hash ^ (hash >>> 15)) & (SLOTS - 1)) * SLOT
    const second = first ^ SLOT
    if (length > 0) {
      const at = holds(slots, first, input, start, length)
        ? first
        : holds(slots, second, input, start, length)
          ? second
          : -1
      if (at >= 0) {
        const size = slots[at + 1]!
        out.reserve(size)
        const { bytes } = out
        let to = out.at
        for (let from = at + 2 + length, end = from + size; from < end; ) bytes[to++] = slots[from++]!
        out.at = to
        return
      }
    }
    const from = out.at
    writeText(make(textOf(input, start, end)), out)
    const size = out.at - from
    if (length === 0 || length + size > ROOM) return
    const slot = slots[first] === 0 || (slots[second] !== 0 && (hash & 0x40000000) !== 0) ? first : second
    slots[slot] = length
    slots[slot + 1] = size
    slots.set(input.subarray(start, end), slot + 2)
    slots.set(out.bytes.subarray(from, out.at), slot + 2 + length)
  }
}

function holds(slots: Uint8Array, slot: number, input: Uint8Array, start: number, length: number): boolean {
  if (slots[slot] !== length) return false
  for (let i = 0; i < length; i++) if (slots[slot + 2 + i] !== input[start + i]) return false
  return true
}
