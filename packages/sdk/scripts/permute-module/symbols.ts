import { CHANCE_IS_ENOUGH, LIMB_RADIX, SMALL } from '../../src/anonymize/permute/limbs.ts'
import {
  add,
  type Code,
  call,
  either,
  F64,
  f64,
  get,
  I32,
  i32,
  i64,
  leave,
  load32,
  loopWhile,
  of,
  set,
  store32,
  type WasmFunction,
  when,
  word,
} from './instructions.ts'
import { functions, memory } from './layout.ts'
import * as op from './opcodes.ts'

/** pack(from, to, limb): #pack of symbol-permutation.ts, the symbols of one half as limbs; gives the limb behind them. */
export function pack(): WasmFunction {
  const [from, to, limb] = [0, 1, 2] as const
  const [at, value, product, radix] = [3, 4, 5, 6] as const
  const put = (value: Code, radix: Code, width: Code): Code => [
    ...store32(word(get(limb)), memory.values, value),
    ...store32(word(get(limb)), memory.radices, radix),
    ...store32(word(get(limb)), memory.widths, width),
    ...add(limb, 1),
  ]
  const symbol = load32(word(get(at)), memory.symbols)
  const begin: Code = [...set(value, symbol), ...set(product, load32(word(get(at)), memory.symbolRadices))]
  const full = put(get(value), get(product), of(op.SUB, get(at), get(from)))
  const wide = of(op.MULTIPLY_64, of(op.EXTEND, get(product)), of(op.EXTEND, get(radix)))
  return {
    parameters: 3,
    result: true,
    locals: [I32, I32, I32, I32],
    code: [
      ...set(at, get(from)),
      ...begin,
      ...add(at, 1),
      ...loopWhile(
        of(op.LESS, get(at), get(to)),
        set(radix, load32(word(get(at)), memory.symbolRadices)),
        either(
          of(op.GREATER_64, wide, i64(LIMB_RADIX)),
          [...full, ...set(from, get(at)), ...begin],
          [
            ...set(value, of(op.ADD, of(op.MULTIPLY, get(value), get(radix)), symbol)),
            ...set(product, of(op.MULTIPLY, get(product), get(radix))),
          ],
        ),
        add(at, 1),
      ),
      ...full,
      ...when(of(op.AND, get(limb), i32(1)), put(i32(0), i32(1), i32(0))),
      ...get(limb),
    ],
  }
}

/** unpack(end): the limbs as symbols again, the first symbol of each the highest. */
export function unpack(): WasmFunction {
  const end = 0
  const [limb, start, next, at, rest, above, radix] = [1, 2, 3, 4, 5, 6, 7] as const
  return {
    parameters: 1,
    locals: Array.from({ length: 7 }, () => I32),
    code: loopWhile(
      of(op.LESS, get(limb), get(end)),
      set(rest, load32(word(get(limb)), memory.values)),
      set(next, of(op.ADD, get(start), load32(word(get(limb)), memory.widths))),
      set(at, of(op.SUB, get(next), i32(1))),
      loopWhile(
        of(op.GREATER, get(at), get(start)),
        set(radix, load32(word(get(at)), memory.symbolRadices)),
        set(above, of(op.DIVIDE, get(rest), get(radix))),
        store32(word(get(at)), memory.symbols, of(op.SUB, get(rest), of(op.MULTIPLY, get(above), get(radix)))),
        set(rest, get(above)),
        add(at, -1),
      ),
      when(of(op.LESS, get(start), get(next)), store32(word(get(start)), memory.symbols, get(rest))),
      set(start, get(next)),
      add(limb, 1),
    ),
  }
}

/**
 * symbols(count, isBack): what SymbolPermutation does with at most `room.symbols` of them, on those in memory. Gives 1,
 * and has changed nothing, where they have so few values that a table permutes them; else 0.
 */
export function symbols(): WasmFunction {
  const [count, isBack] = [0, 1] as const
  const [at, middle, left, end] = [2, 3, 4, 5] as const
  const size = 6
  return {
    name: 'symbols',
    parameters: 2,
    result: true,
    locals: [I32, I32, I32, I32, F64],
    code: [
      // A half needs one at least; one alone has few values.
      ...when(of(op.LESS, get(count), i32(2)), leave(i32(1))),
      ...set(middle, of(op.SHIFT_RIGHT, get(count), i32(1))),
      ...set(left, call(functions.pack, i32(0), get(middle), i32(0))),
      ...set(end, call(functions.pack, get(middle), get(count), get(left))),
      ...set(size, f64(1)),
      ...loopWhile(
        of(op.LESS, get(at), get(end)),
        set(size, of(op.MULTIPLY_DOUBLE, get(size), of(op.DOUBLE, load32(word(get(at)), memory.radices)))),
        add(at, 1),
      ),
      ...when(of(op.NOT_GREATER_DOUBLE, get(size), f64(SMALL)), leave(i32(1))),
      ...call(
        functions.work,
        get(left),
        get(end),
        of(op.NOT_LESS_DOUBLE, get(size), f64(CHANCE_IS_ENOUGH)),
        get(isBack),
      ),
      ...call(functions.unpack, get(end)),
      ...i32(0),
    ],
  }
}
