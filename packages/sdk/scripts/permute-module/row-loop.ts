import {
  add,
  type Code,
  call,
  get,
  I32,
  i32,
  leave,
  load32,
  loopWhile,
  of,
  set,
  store32,
  type WasmFunction,
  when,
} from './instructions.ts'
import { column as columns, functions, memory, reasons, room, SPARE, where } from './layout.ts'
import * as op from './opcodes.ts'

/** Parameters and locals of what goes through rows; those of a format's own are from `own` on. */
export const row = {
  ...{ at: 0, end: 1, out: 2, from: 3, i: 4, count: 5, masked: 6 },
  /** Behind the row; the masked column, and where its value begins and ends. */
  ...{ next: 7, column: 8, start: 9, stop: 10 },
  ...{ got: 11, any: 12, own: 13 },
} as const

const put = (name: keyof typeof where, local: number): Code => store32(i32(0), memory.where + where[name], get(local))
const count = (name: 'rows' | 'rowsMasked', more: Code): Code =>
  store32(i32(0), memory.where + where[name], of(op.ADD, load32(i32(0), memory.where + where[name]), more))

export const stop = (reason: keyof typeof reasons): Code => [
  ...put('at', row.at),
  ...put('out', row.out),
  ...call(functions.settle),
  ...leave(i32(reasons[reason])),
]

const copyUpTo = (place: Code): Code => [
  ...call(functions.move, get(row.from), place, get(row.out)),
  ...set(row.out, of(op.ADD, get(row.out), of(op.SUB, place, get(row.from)))),
]

export interface RowFormat {
  readonly name: string
  /** How many locals it has of its own. */
  readonly locals: number
  /** Finds `next` and writes where the fields are, or stops. */
  readonly walk: Code
  /** Sets `start` and `stop`. */
  readonly find: Code
  readonly isNull: Code
  /** Bytes of a value's length, which stands before it. */
  readonly before: 0 | 4
  /** Whether the bytes of the value are its text. */
  readonly isPlain: Code
  /** Writes the length of the value to `out`, which ends at `got`. */
  readonly writeLength: Code
}

/**
 * (at, end, out, from, i, count, masked): goes through rows of `count` fields, of which `masked` are masked, from `at` on, to
 * `out`. Gives a reason, and has left in memory where it is. `i` is 0; where a value was masked elsewhere it is that of the
 * column behind it, and `from` where that value ends.
 */
export function rowLoop({ name, locals, walk, find, isNull, before, isPlain, writeLength }: RowFormat): WasmFunction {
  const { at, out, from, i, masked, next, column, start, stop: stopAt, got, any } = row
  const begin: Code = [
    ...walk,
    ...when(
      of(
        op.GREATER,
        of(op.ADD, of(op.ADD, get(out), of(op.SUB, get(next), get(at))), of(op.MULTIPLY, get(masked), i32(SPARE))),
        i32(memory.masked + room.masked),
      ),
      stop('full'),
    ),
    ...set(from, get(at)),
    ...set(any, i32(0)),
  ]
  const maskOne: Code = [
    ...copyUpTo(of(op.SUB, get(start), i32(before))),
    ...set(from, get(stopAt)),
    ...set(any, i32(1)),
    ...store32(get(column), columns.count, of(op.ADD, load32(get(column), columns.count), i32(1))),
    ...set(got, i32(0)),
    ...when(
      isPlain,
      set(got, call(functions.value, get(start), get(stopAt), of(op.ADD, get(out), i32(before)), get(column))),
    ),
    ...when(of(op.EQUAL, get(got), i32(0)), [
      ...[...put('column', i), ...put('start', start), ...put('end', stopAt), ...put('next', next)],
      ...stop('value'),
    ]),
    ...writeLength,
    ...set(out, get(got)),
  ]
  return {
    name,
    parameters: 7,
    result: true,
    locals: Array.from({ length: row.own - 7 + locals }, () => I32),
    code: [
      ...set(next, load32(i32(0), memory.where + where.next)),
      ...set(any, i32(1)),
      ...loopWhile(
        i32(1),
        when(of(op.EQUAL, get(i), i32(0)), begin),
        loopWhile(
          of(op.LESS, get(i), get(masked)),
          set(column, of(op.ADD, i32(memory.columns), of(op.MULTIPLY, get(i), i32(columns.size)))),
          find,
          when(of(op.EQUAL, isNull, i32(0)), maskOne),
          add(i, 1),
        ),
        copyUpTo(get(next)),
        set(at, get(next)),
        count('rows', i32(1)),
        count('rowsMasked', get(any)),
        set(i, i32(0)),
      ),
      ...i32(0),
    ],
  }
}
