import { HIGH } from '../../src/clone/verify/leaks/hash-numbers.ts'
import {
  get,
  I32,
  i32,
  leave,
  load32,
  load64,
  loopWhile,
  of,
  set,
  store32,
  store64,
  type WasmFunction,
  when,
  word,
} from '../permute-module/instructions.ts'
import * as op from '../permute-module/opcodes.ts'
import { block } from './layout.ts'

/**
 * deal(at, end, width, full, blocks, filled): `add` of spill.ts, for each record of so many words of 32 bits. Gives where the
 * first is whose block is full, which has so many words then.
 */
export function deal(): WasmFunction {
  const [at, end, width, full, blocks, filled] = [0, 1, 2, 3, 4, 5] as const
  const [part, place] = [6, 7] as const
  return {
    name: 'deal',
    parameters: 6,
    result: true,
    locals: [I32, I32],
    code: [
      ...loopWhile(
        of(op.LESS, get(at), get(end)),
        set(part, of(op.SHIFT_RIGHT, of(op.MULTIPLY, load32(get(at), 0), i32(HIGH)), i32(24))),
        set(place, load32(of(op.ADD, get(filled), word(get(part))), 0)),
        when(of(op.EQUAL, get(place), get(full)), leave(get(at))),
        store32(of(op.ADD, get(filled), word(get(part))), 0, of(op.ADD, get(place), get(width))),
        set(place, of(op.ADD, get(blocks), word(of(op.ADD, of(op.MULTIPLY, get(part), i32(block.words)), get(place))))),
        store64(get(place), 0, load64(get(at), 0)),
        when(of(op.GREATER, get(width), i32(2)), store32(get(place), 8, load32(get(at), 8))),
        when(of(op.GREATER, get(width), i32(3)), store32(get(place), 12, load32(get(at), 12))),
        set(at, of(op.ADD, get(at), word(get(width)))),
      ),
      ...get(end),
    ],
  }
}
