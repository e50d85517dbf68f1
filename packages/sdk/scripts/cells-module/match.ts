import {
  add,
  type Code,
  call,
  either,
  get,
  I32,
  i32,
  load32,
  loadByte,
  loopWhile,
  of,
  set,
  storeByte,
  type WasmFunction,
  when,
  word,
} from '../permute-module/instructions.ts'
import * as op from '../permute-module/opcodes.ts'
import { byteAt, column, endOf, startOf } from './cell.ts'
import { functions, marks, memory } from './layout.ts'

/** The third state is that of which every text begins; the two before it, and the one that is not known, lead to themselves. */
const FIRST = 3 << 8

interface Lane {
  readonly row: number
  readonly cell: number
  readonly at: number
  readonly end: number
  readonly state: number
}

const begin = ({ cell, at, end, state }: Lane): Code => [
  ...set(at, startOf(cell)),
  ...set(end, endOf(cell)),
  ...set(state, i32(FIRST)),
]
const read = ({ at, state }: Lane): Code => [
  ...set(state, load32(word(of(op.ADD, get(state), byteAt(at))), memory.table)),
  ...add(at, 1),
]
const finish = ({ row, at, state }: Lane): Code =>
  storeByte(get(row), memory.marks, [
    ...of(op.LESS, get(at), i32(0)),
    ...[0x04, I32],
    ...i32(marks.null),
    ...[0x05, ...loadByte(of(op.SHIFT_RIGHT, get(state), i32(8)), memory.verdicts), 0x0b],
  ])

/** matchRows(first, stride, row, end): the marks of these rows, one after the other. */
export function matchRows(): WasmFunction {
  const [first, stride, row, end] = [0, 1, 2, 3] as const
  const lane: Lane = { row, cell: 4, at: 5, end: 6, state: 7 }
  return {
    parameters: 4,
    locals: [I32, I32, I32, I32],
    code: [
      ...set(lane.cell, of(op.ADD, of(op.MULTIPLY, get(row), get(stride)), get(first))),
      ...loopWhile(
        of(op.LESS, get(row), get(end)),
        begin(lane),
        loopWhile(of(op.NOT_EQUAL, get(lane.at), get(lane.end)), read(lane)),
        finish(lane),
        add(row, 1),
        set(lane.cell, of(op.ADD, get(lane.cell), get(stride))),
      ),
    ],
  }
}

const lanes = 4

/**
 * match(first, stride, length): runs the machine whose table is in memory over each cell of a column, and marks its row with
 * the verdict of the state where it ends. A step waits for the one before it, so that four cells are read in turn, each out
 * of a quarter of the rows.
 */
export function match(): WasmFunction {
  const { first, stride, length } = column
  const [running, quarter] = [3, 4] as const
  const all = Array.from({ length: lanes }, (_, i) => {
    const local = 5 + 6 * i
    return { row: local, cell: local + 1, at: local + 2, end: local + 3, state: local + 4, rows: local + 5 }
  })
  const next = (lane: (typeof all)[number]): Code => [
    ...finish(lane),
    ...add(lane.row, 1),
    ...set(lane.cell, of(op.ADD, get(lane.cell), get(stride))),
    ...either(of(op.EQUAL, get(lane.row), get(lane.rows)), set(running, i32(0)), begin(lane)),
  ]
  return {
    name: 'match',
    parameters: 3,
    locals: Array.from({ length: 2 + 6 * lanes }, () => I32),
    code: [
      ...set(quarter, of(op.SHIFT_RIGHT, get(length), i32(2))),
      ...set(running, of(op.GREATER, get(quarter), i32(0))),
      ...all.flatMap((lane, i) => [
        ...set(lane.row, of(op.MULTIPLY, get(quarter), i32(i))),
        ...set(lane.rows, i === lanes - 1 ? get(length) : of(op.MULTIPLY, get(quarter), i32(i + 1))),
        ...set(lane.cell, of(op.ADD, of(op.MULTIPLY, get(lane.row), get(stride)), get(first))),
        ...when(get(running), begin(lane)),
      ]),
      ...loopWhile(
        get(running),
        ...all.map((lane) => either(of(op.EQUAL, get(lane.at), get(lane.end)), next(lane), read(lane))),
      ),
      ...all.flatMap((lane) => call(functions.matchRows, get(first), get(stride), get(lane.row), get(lane.rows))),
    ],
  }
}
