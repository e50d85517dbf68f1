import { isRoom } from './chunk-pool.ts'
import { type CopyInstance, copyInstance } from './copy-instance.ts'
import { memoryPlaces as place, room } from './copy-module.ts'
import { PRIME_1, PRIME_2, PRIME_3, PRIME_4, PRIME_5 } from './xx-hash-numbers.ts'

const stripe = 32
const initial = [PRIME_1 + PRIME_2, PRIME_2, 0n, -PRIME_1]

/**
 * XXH64 of bytes that come piece by piece: it tells contents apart that nobody made to be alike, in a fifth of the time of
 * SHA-256.
 */
export class XxHash {
  readonly #instance: CopyInstance
  readonly #lanes = new Uint8Array(stripe)
  /** Bytes that are no whole stripe yet. */
  readonly #kept = new Uint8Array(stripe)
  #keptLength = 0
  #length = 0

  /** Undefined where there is no WebAssembly. */
  static make(): XxHash | undefined {
    const instance = copyInstance()
    return instance && new XxHash(instance)
  }

  private constructor(instance: CopyInstance) {
    this.#instance = instance
    const view = new DataView(this.#lanes.buffer)
    for (const [i, lane] of initial.entries()) view.setBigUint64(8 * i, wrapped(lane), true)
  }

  update(bytes: Uint8Array): void {
    const { bytes: memory } = this.#instance
    this.#length += bytes.length
    memory.set(this.#lanes, place.lanes)
    if (isRoom(bytes)) this.#hash(bytes.byteOffset, bytes.length)
    else
      for (let at = 0; at < bytes.length; at += room.given) {
        const piece = bytes.subarray(at, at + room.given)
        memory.set(piece, place.given)
        this.#hash(place.given, piece.length)
      }
    this.#lanes.set(memory.subarray(place.lanes, place.lanes + stripe))
  }

  /** Bytes in the memory, before which there is room for what was kept. */
  #hash(at: number, length: number): void {
    const { bytes: memory, functions } = this.#instance
    const start = at - this.#keptLength
    const end = at + length
    memory.set(this.#kept.subarray(0, this.#keptLength), start)
    const rest = functions.hash(start, end)
    this.#kept.set(memory.subarray(rest, end))
    this.#keptLength = end - rest
  }

  /** Sixteen digits. */
  digest(): string {
    const lanes = new BigUint64Array(this.#lanes.buffer)
    let hash = wrapped(PRIME_5)
    if (this.#length >= stripe) {
      hash = [1n, 7n, 12n, 18n].reduce((sum, bits, i) => sum + rotated(lanes[i]!, bits), 0n)
      for (const lane of lanes) hash = (wrapped(hash) ^ round(lane)) * PRIME_1 + PRIME_4
    }
    hash = wrapped(hash + BigInt(this.#length))
    const rest = new DataView(this.#kept.buffer, 0, this.#keptLength)
    let at = 0
    for (; rest.byteLength - at >= 8; at += 8)
      hash = wrapped(rotated(hash ^ round(rest.getBigUint64(at, true)), 27n) * PRIME_1 + PRIME_4)
    for (; rest.byteLength - at >= 4; at += 4)
      hash = wrapped(rotated(hash ^ wrapped(BigInt(rest.getUint32(at, true)) * PRIME_1), 23n) * PRIME_2 + PRIME_3)
    for (; at < rest.byteLength; at++)
      hash = wrapped(rotated(hash ^ wrapped(BigInt(rest.getUint8(at)) * PRIME_5), 11n) * PRIME_1)
    hash = wrapped((hash ^ (hash >> 33n)) * PRIME_2)
    hash = wrapped((hash ^ (hash >> 29n)) * PRIME_3)
    return (hash ^ (hash >> 32n)).toString(16).padStart(16, '0')
  }
}

function wrapped(value: bigint): bigint {
  return BigInt.asUintN(64, value)
}

function rotated(value: bigint, bits: bigint): bigint {
  return wrapped((value << bits) | (value >> (64n - bits)))
}

function round(word: bigint): bigint {
  return wrapped(rotated(wrapped(word * PRIME_2), 31n) * PRIME_1)
}
