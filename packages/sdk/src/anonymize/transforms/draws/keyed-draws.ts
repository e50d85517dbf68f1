import type { MaskingKey } from '../../key/masking-key.ts'
import { absorbBytes, finish, type HashState, startOfHash } from '../../permute/keyed-hash.ts'

/** Numbers that a text stands for under a key: the same for the same text, and nothing but the key tells them. */
export interface Draws {
  /** A whole number in [0, n), for n up to 2^32. */
  below(n: number): number
  /** So many bytes. */
  bytes(count: number): Uint8Array
}

/** The same numbers in any order: what the first, second … call of `below` gives, told by its turn, from 0. */
export interface DrawsByTurn {
  below(n: number, turn: number): number
}

export interface KeyedDraws {
  of(text: string): Draws
  /** Of UTF-8: the same as of its text. */
  ofBytes(bytes: Uint8Array, start: number, end: number): Draws
  /** In one object for all values: each call makes it speak of other bytes. */
  byTurn(bytes: Uint8Array, start: number, end: number): DrawsByTurn
}

export function keyedDraws(key: MaskingKey, purpose: string): KeyedDraws {
  const start = startOfHash(key.words(purpose))
  const encoder = new TextEncoder()
  let room = new Uint8Array(256)
  const ofBytes = (bytes: Uint8Array, from: number, to: number): Draws => {
    const state = Int32Array.from(start)
    absorbBytes(state, bytes, from, to)
    return new HashDraws(state)
  }
  const byTurn = new HashByTurn(start)
  return {
    ofBytes,
    byTurn(bytes, from, to) {
      byTurn.speakOf(bytes, from, to)
      return byTurn
    },
    of(text) {
      if (room.length < text.length * 3) room = new Uint8Array(text.length * 3)
      return ofBytes(room, 0, encoder.encodeInto(text, room).written)
    },
  }
}

/** A message that ends with the number 0, 1, 2 … is hashed for each two words. */
class HashDraws implements Draws {
  readonly #state: HashState
  readonly #words = new Int32Array(2)
  #taken = 0

  constructor(state: HashState) {
    this.#state = state
  }

  below(n: number): number {
    const high = this.#word()
    const low = this.#word()
    return inRange(high, low, n)
  }

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count)
    for (let at = 0; at < count; at += 4) {
      const word = this.#word()
      for (let i = 0; i < 4 && at + i < count; i++) bytes[at + i] = word >>> (8 * i)
    }
    return bytes
  }

  #word(): number {
    const at = this.#taken++
    if (at % 2 === 0) finish(this.#state, at / 2, 0, this.#words)
    return this.#words[at % 2]! >>> 0
  }
}

class HashByTurn implements DrawsByTurn {
  readonly #start: HashState
  readonly #state: HashState = new Int32Array(8)
  readonly #words = new Int32Array(2)

  constructor(start: HashState) {
    this.#start = start
  }

  speakOf(bytes: Uint8Array, start: number, end: number): void {
    this.#state.set(this.#start)
    absorbBytes(this.#state, bytes, start, end)
  }

  below(n: number, turn: number): number {
    finish(this.#state, turn, 0, this.#words)
    return inRange(this.#words[0]! >>> 0, this.#words[1]! >>> 0, n)
  }
}

function inRange(high: number, low: number, n: number): number {
  return Math.floor(((high * 2097152 + (low >>> 11)) / 9007199254740992) * n)
}
