import { PRIME_1, PRIME_2 } from '../../src/database/postgres/xx-hash-numbers.ts'
import {
  add,
  get,
  I64,
  i32,
  i64,
  load64,
  loopWhile,
  of,
  set,
  store64,
  type WasmFunction,
} from '../permute-module/instructions.ts'
import * as op from '../permute-module/opcodes.ts'
import { memory } from './layout.ts'

const signed = (value: bigint) => i64(BigInt.asIntN(64, value))

/** hash(at, end): the rounds of XXH64 over as many whole stripes of 32 bytes as there are. Gives where the rest begins. */
export function hash(): WasmFunction {
  const [at, end, prime1, prime2] = [0, 1, 2, 3] as const
  const lanes = [4, 5, 6, 7] as const
  return {
    name: 'hash',
    parameters: 2,
    result: true,
    locals: Array.from({ length: 6 }, () => I64),
    code: [
      ...set(prime1, signed(PRIME_1)),
      ...set(prime2, signed(PRIME_2)),
      ...lanes.flatMap((lane, i) => set(lane, load64(i32(0), memory.lanes + 8 * i))),
      ...loopWhile(
        of(op.NOT_LESS, of(op.SUB, get(end), get(at)), i32(32)),
        ...lanes.map((lane, i) =>
          set(
            lane,
            of(
              op.MULTIPLY_64,
              of(
                op.ROTATE_LEFT_64,
                of(op.ADD_64, get(lane), of(op.MULTIPLY_64, load64(get(at), 8 * i), get(prime2))),
                i64(31),
              ),
              get(prime1),
            ),
          ),
        ),
        add(at, 32),
      ),
      ...lanes.flatMap((lane, i) => store64(i32(0), memory.lanes + 8 * i, get(lane))),
      ...get(at),
    ],
  }
}
