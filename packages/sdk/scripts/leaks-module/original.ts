import { endingBits, WEAK } from '../../src/clone/verify/leaks/hash-numbers.ts'
import {
  add,
  type Code,
  call,
  get,
  I32,
  i32,
  leave,
  load32,
  loadByte,
  of,
  set,
  store32,
  storeByte,
  type WasmFunction,
  when,
} from '../permute-module/instructions.ts'
import * as op from '../permute-module/opcodes.ts'
import { ends, field, functions, grades, memory, tells, where } from './layout.ts'

const got = (name: keyof typeof where): Code => load32(i32(0), memory.where + where[name])

/** original(start, end, field): of a value that says something by itself, what `addRun` of known-originals.ts keeps, its sieve aside. */
export function original(): WasmFunction {
  const [start, end, own, grade, words, high, low, ending, told] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const
  const isStrong = of(op.EQUAL, get(grade), i32(grades.strong))
  const place = of(op.AND, get(ending), i32(2 ** endingBits - 1))
  const length = of(op.SHIFT_RIGHT, get(ending), i32(endingBits))
  const addTo = (table: number, index: Code): Code =>
    storeByte(index, table, of(op.OR, loadByte(index, table), of(op.SHIFT_LEFT, i32(1), get(words))))
  return {
    parameters: 3,
    locals: Array.from({ length: 6 }, () => I32),
    code: [
      ...set(grade, call(functions.telling, get(start), get(end))),
      ...when(of(op.EQUAL, get(grade), i32(grades.none)), leave()),
      ...when(
        of(
          op.AND,
          of(op.EQUAL, get(grade), i32(grades.weak)),
          of(op.NOT_EQUAL, load32(get(own), field.tells), i32(tells.weak)),
        ),
        leave(),
      ),
      ...set(words, call(functions.whole, get(start), get(end))),
      ...when(of(op.EQUAL, get(words), i32(0)), leave()),
      ...set(high, got('high')),
      ...set(low, got('low')),
      ...set(ending, got('ending')),
      ...addTo(memory.ends + ends.lengths, length),
      ...addTo(memory.ends + ends.counts, place),
      ...set(told, got('told')),
      ...store32(get(told), 0, get(high)),
      ...store32(get(told), 4, of(op.SELECT, get(low), of(op.XOR, get(low), i32(WEAK)), isStrong)),
      ...add(told, 8),
      ...store32(i32(0), memory.where + where.told, get(told)),
    ],
  }
}
