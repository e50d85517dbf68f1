import {
  endingBits,
  HIGH_START,
  LOW,
  LOW_START,
  longestRun,
  longestWord,
  SPREAD,
  WORD,
} from '../../src/clone/verify/leaks/hash-numbers.ts'
import {
  add,
  type Code,
  get,
  I32,
  i32,
  leave,
  load32,
  loadByte,
  loopWhile,
  of,
  set,
  store32,
  type WasmFunction,
  when,
  word as wordAt,
} from '../permute-module/instructions.ts'
import * as op from '../permute-module/opcodes.ts'
import { spread } from './hash.ts'
import { ends, field, memory, mostTold, ring, room, where } from './layout.ts'

const byteOf = (table: number, at: number): Code => loadByte(loadByte(get(at), 0), table)
const put = (name: keyof typeof where, value: Code): Code => store32(i32(0), memory.where + where[name], value)
const got = (name: keyof typeof where): Code => load32(i32(0), memory.where + where[name])

const beginRun = (high: number, low: number): Code => [...set(high, i32(HIGH_START)), ...set(low, i32(LOW_START))]
const nextOfRun = (high: number, low: number, kind: number): Code => [
  ...set(high, of(op.MULTIPLY, of(op.XOR, get(high), get(kind)), i32(WORD))),
  ...set(
    low,
    of(
      op.XOR,
      of(op.MULTIPLY, of(op.ADD, of(op.ADD, get(low), get(kind)), i32(1)), i32(LOW)),
      of(op.SHIFT_RIGHT, get(low), i32(11)),
    ),
  ),
]
const endRun = (high: number, low: number): Code => [high, low].flatMap((half) => spread(half, SPREAD, [16, 15, 15]))
const nextOfWord = (word: number, kind: number): Code =>
  set(word, of(op.MULTIPLY, of(op.XOR, get(word), get(kind)), i32(WORD)))
const atMost = (number: Code, most: number): Code => of(op.SELECT, number, i32(most), of(op.LESS, number, i32(most)))
const endingOf = (word: number): Code =>
  of(op.AND, of(op.XOR, get(word), of(op.SHIFT_RIGHT, get(word), i32(endingBits))), i32(2 ** endingBits - 1))

/** whole(start, end): how many words `whole` of word-runs.ts takes; their hash and how they end is left in memory. */
export function whole(): WasmFunction {
  const [start, end, at, kind, high, low, words, length, word, ending] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const
  return {
    parameters: 2,
    result: true,
    locals: Array.from({ length: 8 }, () => I32),
    code: [
      ...beginRun(high, low),
      ...set(at, get(start)),
      ...loopWhile(
        of(op.AND, of(op.NOT_LESS, get(end), get(at)), of(op.LESS, get(words), i32(longestRun))),
        set(kind, i32(0)),
        when(of(op.LESS, get(at), get(end)), set(kind, byteOf(memory.kinds, at))),
        when(of(op.OR, get(kind), get(length)), [
          ...nextOfRun(high, low, kind),
          ...when(of(op.EQUAL, get(kind), i32(0)), [
            ...add(words, 1),
            ...set(
              ending,
              of(op.OR, endingOf(word), of(op.SHIFT_LEFT, atMost(get(length), longestWord), i32(endingBits))),
            ),
            ...set(word, i32(0)),
            // So that it is none behind what follows.
            ...set(length, i32(-1)),
          ]),
          ...when(get(kind), nextOfWord(word, kind)),
          ...add(length, 1),
        ]),
        add(at, 1),
      ),
      ...endRun(high, low),
      ...put('high', get(high)),
      ...put('low', get(low)),
      ...put('ending', get(ending)),
      ...get(words),
    ],
  }
}

/**
 * scan(start, end, field): `scan` of word-runs.ts, for what the field of a text says; of each run a record is written. Gives 0 when it is at the end, else there is no room for more: called again, it goes on where it was.
 */
export function scan(): WasmFunction {
  const [start, end, own, begin, words, word, kind, some, count] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const
  const [high, low, told, from, inside] = [9, 10, 11, 12, 13] as const
  const at = start
  const length = of(op.SUB, get(at), get(begin))
  const beginOf = (index: Code): Code => wordAt(of(op.AND, index, i32(ring - 1)))
  const push: Code = [
    ...store32(get(told), 0, get(high)),
    ...store32(get(told), 4, get(low)),
    ...store32(get(told), 8, load32(get(own), field.number)),
    ...add(told, 12),
  ]
  /** `hashRun` of word-runs.ts. */
  const hashRun: Code = [
    ...beginRun(high, low),
    ...set(from, load32(beginOf(of(op.SUB, get(words), get(count))), memory.ring)),
    ...set(inside, i32(1)),
    ...loopWhile(
      of(op.LESS, get(from), get(at)),
      set(kind, byteOf(memory.kinds, from)),
      when(of(op.OR, get(kind), get(inside)), [...set(inside, get(kind)), ...nextOfRun(high, low, kind)]),
      add(from, 1),
    ),
    ...set(kind, i32(0)),
    ...nextOfRun(high, low, kind),
    ...endRun(high, low),
  ]
  const hasLength: Code = of(
    op.AND,
    loadByte(atMost(length, longestWord), memory.ends + ends.lengths),
    of(op.SUB, of(op.SHIFT_LEFT, i32(2), atMost(get(words), longestRun)), i32(1)),
  )
  const askRuns: Code = [
    ...set(some, loadByte(endingOf(word), memory.ends + ends.counts)),
    ...set(count, i32(1)),
    ...loopWhile(
      of(
        op.AND,
        of(op.NOT_EQUAL, of(op.SHIFT_RIGHT, get(some), get(count)), i32(0)),
        of(op.NOT_LESS, get(words), get(count)),
      ),
      when(of(op.AND, of(op.SHIFT_RIGHT, get(some), get(count)), i32(1)), [...hashRun, ...push]),
      add(count, 1),
    ),
  ]
  return {
    parameters: 3,
    result: true,
    locals: Array.from({ length: 11 }, () => I32),
    code: [
      ...set(told, got('told')),
      ...when(got('text'), [...set(at, got('text')), ...set(words, got('words')), ...put('text', i32(0))]),
      ...loopWhile(
        of(op.LESS, get(at), get(end)),
        set(kind, byteOf(memory.kinds, at)),
        when(get(kind), [
          ...when(of(op.GREATER, get(told), i32(memory.told + room.told - mostTold)), [
            ...put('text', get(at)),
            ...put('words', get(words)),
            ...put('told', get(told)),
            ...leave(i32(1)),
          ]),
          ...set(begin, get(at)),
          ...store32(beginOf(get(words)), memory.ring, get(begin)),
          ...add(words, 1),
          ...set(word, i32(0)),
          ...loopWhile(
            get(kind),
            nextOfWord(word, kind),
            add(at, 1),
            set(kind, i32(0)),
            when(of(op.LESS, get(at), get(end)), set(kind, byteOf(memory.kinds, at))),
          ),
          ...when(hasLength, askRuns),
        ]),
        add(at, 1),
      ),
      ...put('told', get(told)),
      ...i32(0),
    ],
  }
}
