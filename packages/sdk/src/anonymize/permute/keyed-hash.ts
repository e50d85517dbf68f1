/**
 * SipHash-2-4 (Aumasson and Bernstein): a pseudo-random function of bytes under a key of 128 bits. 64-bit words are held as
 * two 32-bit halves, low then high, in the order v0, v1, v2, v3.
 *
 * A state stands somewhere in a message: what many messages begin with is absorbed once, and copied.
 */
export type HashState = Int32Array

/** Of four words: k0 low, k0 high, k1 low, k1 high. */
export function startOfHash(key: Uint32Array): HashState {
  const [k0l = 0, k0h = 0, k1l = 0, k1h = 0] = key
  return Int32Array.of(
    k0l ^ 0x70736575,
    k0h ^ 0x736f6d65,
    k1l ^ 0x6e646f6d,
    k1h ^ 0x646f7261,
    k0l ^ 0x6e657261,
    k0h ^ 0x6c796765,
    k1l ^ 0x79746573,
    k1h ^ 0x74656462,
  )
}

/** Takes up one word of the message. */
export function absorb(state: HashState, low: number, high: number): void {
  run(state, low, high, 2, state)
}

/** The hash of the message that ends with this word, in `out[0]` and `out[1]`; the state is as it was. */
export function finish(state: HashState, low: number, high: number, out: Int32Array): void {
  run(state, low, high, 6, out)
}

const last = new Int32Array(2)

/** Takes up bytes, and how many they are: no message is the beginning of another one. */
export function absorbBytes(state: HashState, bytes: Uint8Array, start = 0, end = bytes.length): void {
  absorbAllButLast(state, bytes, start, end)
  absorb(state, last[0]!, last[1]!)
}

/** SipHash-2-4 of bytes, as published; `state` is spent. */
export function finishBytes(state: HashState, bytes: Uint8Array, out: Int32Array, start = 0, end = bytes.length): void {
  absorbAllButLast(state, bytes, start, end)
  finish(state, last[0]!, last[1]!, out)
}

/** Leaves the last word in `last`: what is left of the bytes, and their number modulo 256 in its highest byte. */
function absorbAllButLast(state: HashState, bytes: Uint8Array, start: number, end: number): void {
  let at = start
  for (; at + 8 <= end; at += 8) absorb(state, wordAt(bytes, at), wordAt(bytes, at + 4))
  let low = 0
  let high = (end - start) << 24
  for (let i = 0; at + i < end; i++) {
    if (i < 4) low |= bytes[at + i]! << (8 * i)
    else high |= bytes[at + i]! << (8 * (i - 4))
  }
  last[0] = low
  last[1] = high
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

/**
 * Two rounds take up a word, four more end the message: one loop for both, so that the state stays in registers. The
 * carry of a sum is the top bit of (a & b) | ((a | b) & ~sum), which costs half of what a comparison does.
 */
function run(state: HashState, low: number, high: number, rounds: 2 | 6, out: Int32Array): void {
  let v0l = state[0]!
  let v0h = state[1]!
  let v1l = state[2]!
  let v1h = state[3]!
  let v2l = state[4]!
  let v2h = state[5]!
  let v3l = state[6]! ^ low
  let v3h = state[7]! ^ high
  let sum = 0
  let kept = 0
  for (let i = 0; i < rounds; i++) {
    if (i === 2) {
      v0l ^= low
      v0h ^= high
      v2l ^= 0xff
    }
    sum = (v0l + v1l) | 0
    v0h = (v0h + v1h + (((v0l & v1l) | ((v0l | v1l) & ~sum)) >>> 31)) | 0
    v0l = sum
    kept = (v1h << 13) | (v1l >>> 19)
    v1l = ((v1l << 13) | (v1h >>> 19)) ^ v0l
    v1h = kept ^ v0h
    sum = (v2l + v3l) | 0
    v2h = (v2h + v3h + (((v2l & v3l) | ((v2l | v3l) & ~sum)) >>> 31)) | 0
    v2l = sum
    kept = (v3h << 16) | (v3l >>> 16)
    v3l = ((v3l << 16) | (v3h >>> 16)) ^ v2l
    v3h = kept ^ v2h
    // v0 was to be rotated by 32 before this: its halves are taken the other way round.
    sum = (v0h + v3l) | 0
    kept = (v0l + v3h + (((v0h & v3l) | ((v0h | v3l) & ~sum)) >>> 31)) | 0
    v0l = sum
    v0h = kept
    kept = (v3h << 21) | (v3l >>> 11)
    v3l = ((v3l << 21) | (v3h >>> 11)) ^ v0l
    v3h = kept ^ v0h
    sum = (v2l + v1l) | 0
    v2h = (v2h + v1h + (((v2l & v1l) | ((v2l | v1l) & ~sum)) >>> 31)) | 0
    v2l = sum
    kept = (v1h << 17) | (v1l >>> 15)
    v1l = ((v1l << 17) | (v1h >>> 15)) ^ v2l
    v1h = kept ^ v2h
    kept = v2l
    v2l = v2h
    v2h = kept
  }
  if (rounds === 6) {
    out[0] = v0l ^ v1l ^ v2l ^ v3l
    out[1] = v0h ^ v1h ^ v2h ^ v3h
    return
  }
  out[0] = v0l ^ low
  out[1] = v0h ^ high
  out[2] = v1l
  out[3] = v1h
  out[4] = v2l
  out[5] = v2h
  out[6] = v3l
  out[7] = v3h
}
