import {
  add,
  type Code,
  call,
  either,
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
  swapped,
  type WasmFunction,
  when,
} from '../permute-module/instructions.ts'
import * as op from '../permute-module/opcodes.ts'
import { hashBytes, hashWith } from './hash.ts'
import { field, functions, kinds, memory, reasons, record, room, says, tells, where } from './layout.ts'

/** Parameters: where rows are and end, what is known of their fields, how many those are, how many the token has; a hash. */
const [at, end, fields, count, token, high, low] = [0, 1, 2, 3, 4, 5, 6] as const
const [next, i, own, start, stop, pairs, place, length] = [7, 8, 9, 10, 11, 12, 13, 23] as const
/** Of the row, of the value, of both. */
const row = { high: 14, low: 15 } as const
const [word, bits, here] = [18, 19, 20] as const
const value = { high: 16, low: 17, word, bits } as const
const pair = { high: 21, low: 22 } as const
const byte = here

const put = (name: keyof typeof where, value: Code): Code => store32(i32(0), memory.where + where[name], value)
const got = (name: keyof typeof where): Code => load32(i32(0), memory.where + where[name])
const leaveOff = (reason: keyof typeof reasons): Code => [
  ...put('at', get(at)),
  ...put('pairs', get(pairs)),
  ...leave(i32(reasons[reason])),
]
const placeOf = (index: Code): Code => of(op.SHIFT_LEFT, index, i32(3))
/** Finds where each field of the row begins and ends, and the next row; leaves where all of it is not there. */
const walk: Code = [
  ...when(of(op.LESS, of(op.SUB, get(end), get(at)), i32(2)), leaveOff('done')),
  ...when(
    of(op.NOT_EQUAL, of(op.OR, of(op.SHIFT_LEFT, loadByte(get(at), 0), i32(8)), loadByte(get(at), 1)), get(count)),
    leaveOff('done'),
  ),
  ...set(next, of(op.ADD, get(at), i32(2))),
  ...set(place, i32(0)),
  ...loopWhile(
    of(op.LESS, get(place), placeOf(get(count))),
    when(of(op.LESS, of(op.SUB, get(end), get(next)), i32(4)), leaveOff('done')),
    set(length, swapped(load32(get(next), 0))),
    add(next, 4),
    store32(get(place), memory.places, get(next)),
    when(of(op.GREATER, get(length), i32(0)), [
      ...when(of(op.GREATER, get(length), of(op.SUB, get(end), get(next))), leaveOff('done')),
      ...set(next, of(op.ADD, get(next), get(length))),
    ]),
    // Of a null the end is before the start.
    store32(get(place), memory.places + 4, of(op.SELECT, i32(-1), get(next), of(op.LESS, get(length), i32(0)))),
    add(place, 8),
  ),
]

const findField = (index: Code): Code => [
  ...set(start, load32(placeOf(index), memory.places)),
  ...set(stop, load32(placeOf(index), memory.places + 4)),
]

/** `RowToken` of row-hashes.ts. */
const hashRow: Code = [
  ...set(row.high, get(high)),
  ...set(row.low, get(low)),
  ...set(i, i32(0)),
  ...loopWhile(
    of(op.LESS, get(i), get(token)),
    findField(get(i)),
    either(of(op.LESS, get(stop), get(start)), hashWith(row.high, row.low, i32(1), i32(1)), [
      ...hashBytes(start, stop, here, value, false),
      ...hashWith(row.high, row.low, get(value.high), get(value.low)),
    ]),
    add(i, 1),
  ),
  ...set(i, i32(0)),
]

/** `saysSomething`: sets a local to whether a value does, of which one sign at least is there. */
const say: Code = [
  ...set(word, i32(0)),
  ...set(bits, load32(get(own), field.says)),
  ...either(
    of(op.EQUAL, get(bits), i32(says.bytes)),
    set(word, of(op.GREATER, of(op.SUB, get(stop), get(start)), i32(2))),
    [
      ...set(here, get(start)),
      ...loopWhile(
        of(op.AND, of(op.EQUAL, get(word), i32(0)), of(op.LESS, get(here), get(stop))),
        // A digit counts always, a letter where letters do.
        set(
          word,
          of(
            op.AND,
            loadByte(loadByte(get(byte), 0), memory.signs),
            of(op.SELECT, i32(1), i32(3), of(op.EQUAL, get(bits), i32(says.digits))),
          ),
        ),
        add(here, 1),
      ),
    ],
  ),
]

const pushPair: Code = [
  ...store32(get(pairs), 0, get(pair.high)),
  ...store32(get(pairs), 4, get(pair.low)),
  ...add(pairs, 4 * record.original),
]

/** Of an original: it is kept, and so is what it tells. */
const keep: Code = [
  ...pushPair,
  ...when(
    of(op.NOT_EQUAL, load32(get(own), field.tells), i32(tells.nothing)),
    call(functions.original, get(start), get(stop), get(own)),
  ),
]

/** Of a masked value: it is counted, and what is asked of it. */
const ask: Code = [
  ...store32(get(own), field.count, of(op.ADD, load32(get(own), field.count), i32(1))),
  ...pushPair,
  ...store32(get(pairs), 0, load32(get(own), field.number)),
  ...store32(get(pairs), 4, get(value.high)),
  ...add(pairs, 4 * (record.masked - record.original)),
]

const isKind = (kind: keyof typeof kinds): Code => of(op.EQUAL, load32(get(own), field.kind), i32(kinds[kind]))

const readText: Code = when(call(functions.scan, get(start), get(stop), get(own)), [
  ...put('field', get(i)),
  ...leaveOff('full'),
])

const readValue: Code = [
  ...say,
  ...when(get(word), [
    ...hashBytes(start, stop, here, value, true),
    ...set(pair.high, get(value.high)),
    ...set(pair.low, get(value.low)),
    ...hashWith(pair.high, pair.low, of(op.ADD, get(row.high), get(i)), get(row.low)),
    ...either(isKind('original'), keep, ask),
  ]),
]

/** For the records of a whole row there is room. */
const isRoom: Code = of(
  op.AND,
  of(
    op.NOT_LESS,
    i32(memory.pairs + room.pairs),
    of(op.ADD, get(pairs), of(op.MULTIPLY, get(count), i32(4 * record.masked))),
  ),
  of(
    op.NOT_LESS,
    i32(memory.told + room.told),
    of(op.ADD, got('told'), of(op.MULTIPLY, get(count), i32(4 * record.told))),
  ),
)

/**
 * rows(at, end, fields, count, token, high, low): goes through rows of binary COPY of `count` fields, the first of which are
 * the row's token, and does with each other one what is said of its kind; `high` and `low` are what its hash begins with. Records are
 * written. Gives a reason, and has left in memory where it is.
 */
export function rows(): WasmFunction {
  return {
    name: 'rows',
    parameters: 7,
    result: true,
    locals: Array.from({ length: 17 }, () => I32),
    code: [
      ...set(pairs, got('pairs')),
      ...set(i, got('field')),
      ...put('field', i32(0)),
      ...loopWhile(
        i32(1),
        walk,
        when(of(op.EQUAL, get(i), i32(0)), [...when(of(op.EQUAL, isRoom, i32(0)), leaveOff('full')), ...hashRow]),
        loopWhile(
          of(op.LESS, of(op.ADD, get(i), get(token)), get(count)),
          set(own, of(op.ADD, get(fields), of(op.MULTIPLY, get(i), i32(field.size)))),
          findField(of(op.ADD, get(i), get(token))),
          when(of(op.GREATER, get(stop), get(start)), either(isKind('text'), readText, readValue)),
          add(i, 1),
        ),
        set(i, i32(0)),
        set(at, get(next)),
      ),
      ...i32(0),
    ],
  }
}
