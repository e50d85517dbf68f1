import { fastRounds } from './fast-rounds.ts'
import { absorb, finish, type HashState } from './keyed-hash.ts'
import { type Limbs, ROUNDS, ROUNDS_EACH_WAY } from './limbs.ts'

const hashed = new Int32Array(2)
const branch: HashState = new Int32Array(8)

/**
 * A Feistel network: each round adds to one half, limb by limb and modulo its radix, what a keyed hash makes of the other.
 * Whatever the hash gives, that can be taken back: so this is a permutation of all numbers of these radices.
 */
function roundsForward(state: HashState, number: Limbs, rounds: number): void {
  const { values, radices, left, right, end } = number
  for (let round = 0; round < rounds; round += 2) {
    addHash(state, values, radices, right, end, 0, left, round, false)
    addHash(state, values, radices, 0, left, right, end, round + 1, false)
  }
}

function roundsBackward(state: HashState, number: Limbs, rounds: number): void {
  const { values, radices, left, right, end } = number
  for (let round = rounds - 2; round >= 0; round -= 2) {
    addHash(state, values, radices, 0, left, right, end, round + 1, true)
    addHash(state, values, radices, right, end, 0, left, round, true)
  }
}

/**
 * The message of a round: `state` (key, purpose and format), then the limbs of one half, two a word, with the round's
 * number above the first; the last word has the number of the output word above its second limb.
 */
function addHash(
  state: HashState,
  values: Int32Array,
  radices: Int32Array,
  from: number,
  fromEnd: number,
  to: number,
  toEnd: number,
  round: number,
  isBack: boolean,
): void {
  let base = state
  let at = from
  if (fromEnd - from > 2) {
    branch.set(state)
    base = branch
    for (; fromEnd - at > 2; at += 2) absorb(branch, values[at]! | (round << 20), values[at + 1]!)
  }
  const low = values[at]! | (round << 20)
  const high = values[at + 1]!
  for (let limb = to; limb < toEnd; limb += 2) {
    finish(base, low, high | ((limb - to) << 19), hashed)
    add(values, radices, limb, hashed[0]!, isBack)
    add(values, radices, limb + 1, hashed[1]!, isBack)
  }
}

/** The highest digits of word / 2^32 in the limb's radix: no number is likelier than another by more than 2^-12. */
function add(values: Int32Array, radices: Int32Array, limb: number, word: number, isBack: boolean): void {
  const radix = radices[limb]!
  const drawn = ((word >>> 0) * radix * 2.3283064365386963e-10) | 0
  // Whether a sum is beyond the radix is as good as drawn, so no branch asks: the sign of the difference is a mask.
  const value = values[limb]! - (isBack ? drawn : radix - drawn)
  values[limb] = value + (radix & (value >> 31))
}

/** The next number, and 0 after the last: no number is its own next, where there are two. */
function increment({ values, radices, left, right, end }: Limbs): void {
  for (let i = 0; i < end; i = i + 1 === left ? right : i + 1) {
    if (values[i]! + 1 < radices[i]!) {
      values[i]!++
      return
    }
    values[i] = 0
  }
}

function decrement({ values, radices, left, right, end }: Limbs): void {
  for (let i = 0; i < end; i = i + 1 === left ? right : i + 1) {
    if (values[i]! > 0) {
      values[i]!--
      return
    }
    values[i] = radices[i]! - 1
  }
}

/** Of a limb and a radix, given 1 / radix: half a unit more keeps whole quotients from being rounded down. */
export function quotient(value: number, inverse: number): number {
  return ((value + 0.5) * inverse) | 0
}

/**
 * A permutation of all numbers of some radices. Below 2^48 of them it is P⁻¹(P(x) + 1), four rounds there and four back: since no number is its
 * own next, no number is its own image, and it is one cycle through all of them. The step is taken in the half that the
 * last round read, so that the way back differs from the way there in its first round already.
 */
export function permute(state: HashState, number: Limbs, chanceIsEnough: boolean): void {
  work(state, number, chanceIsEnough, false)
}

export function permuteBack(state: HashState, number: Limbs, chanceIsEnough: boolean): void {
  work(state, number, chanceIsEnough, true)
}

/** Rounds alone, in whichever way is at hand. */
export function rounds(state: HashState, number: Limbs, count: number, isBack: boolean): void {
  const fast = fastRounds()
  if (fast?.enter(state, number)) {
    fast.rounds(count, isBack)
    fast.leave(number)
  } else if (isBack) roundsBackward(state, number, count)
  else roundsForward(state, number, count)
}

function work(state: HashState, number: Limbs, chanceIsEnough: boolean, isBack: boolean): void {
  const fast = fastRounds()
  if (fast?.enter(state, number)) {
    fast.work(chanceIsEnough, isBack)
    fast.leave(number)
  } else workPlainly(state, number, chanceIsEnough, isBack)
}

/** The same in JavaScript. */
export function workPlainly(state: HashState, number: Limbs, chanceIsEnough: boolean, isBack: boolean): void {
  if (chanceIsEnough) {
    if (isBack) roundsBackward(state, number, ROUNDS)
    else roundsForward(state, number, ROUNDS)
    return
  }
  roundsForward(state, number, ROUNDS_EACH_WAY)
  if (isBack) decrement(number)
  else increment(number)
  roundsBackward(state, number, ROUNDS_EACH_WAY)
}
