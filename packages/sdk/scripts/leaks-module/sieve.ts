import { LOW, lineWords } from '../../src/clone/verify/leaks/hash-numbers.ts'
import {
  type Code,
  get,
  I32,
  i32,
  load32,
  load64,
  loopWhile,
  of,
  set,
  store32,
  store64,
  type WasmFunction,
} from '../permute-module/instructions.ts'
import * as op from '../permute-module/opcodes.ts'

/**
 * Parameters of both: records of so many bytes each, of which the first 64 bits are a hash, a sieve and its lines. They are
 * gone through on their own, so that a processor waits for many lines of a sieve at a time.
 */
const [at, end, size, sieve, lines] = [0, 1, 2, 3, 4] as const
const [line, low, first] = [5, 6, 7] as const

const findLine: Code = [
  ...set(
    line,
    of(
      op.ADD,
      get(sieve),
      of(
        op.MULTIPLY,
        of(op.AND, of(op.MULTIPLY, load32(get(at), 0), i32(LOW)), of(op.SUB, get(lines), i32(1))),
        i32(4 * lineWords),
      ),
    ),
  ),
  ...set(low, load32(get(at), 4)),
]
/** Each bit of a hash: the place of its word, and which of that word's it is, modulo 32. */
const bits = [of(op.SHIFT_RIGHT, get(low), i32(23)), of(op.AND, of(op.SHIFT_RIGHT, get(low), i32(14)), i32(511))].map(
  (bit) => ({ place: of(op.ADD, get(line), of(op.SHIFT_LEFT, of(op.SHIFT_RIGHT, bit, i32(5)), i32(2))), bit }),
)
const nextRecord: Code = set(at, of(op.ADD, get(at), get(size)))

/** sieve(at, end, size, sieve, lines): `add` of sieve.ts, for each record. */
export function addToSieve(): WasmFunction {
  return {
    name: 'sieve',
    parameters: 5,
    locals: [I32, I32],
    code: loopWhile(
      of(op.LESS, get(at), get(end)),
      findLine,
      ...bits.map(({ place, bit }) => store32(place, 0, of(op.OR, load32(place, 0), of(op.SHIFT_LEFT, i32(1), bit)))),
      nextRecord,
    ),
  }
}

/**
 * sift(at, end, size, sieve, lines): leaves of the records those that `mayHold` of sieve.ts is true of, one behind the other,
 * and gives where they end. Behind the last one are four bytes that may be written over.
 */
export function sift(): WasmFunction {
  const out = first
  const copy = (words: number): Code => store64(get(out), 4 * words, load64(get(at), 4 * words))
  return {
    name: 'sift',
    parameters: 5,
    result: true,
    locals: [I32, I32, I32],
    code: [
      ...set(out, get(at)),
      ...loopWhile(
        of(op.LESS, get(at), get(end)),
        findLine,
        copy(0),
        copy(2),
        set(
          out,
          of(
            op.ADD,
            get(out),
            of(
              op.MULTIPLY,
              get(size),
              of(
                op.AND,
                bits
                  .map(({ place, bit }) => of(op.SHIFT_RIGHT, load32(place, 0), bit))
                  .reduce((one, other) => of(op.AND, one, other)),
                i32(1),
              ),
            ),
          ),
        ),
        nextRecord,
      ),
      ...get(out),
    ],
  }
}
