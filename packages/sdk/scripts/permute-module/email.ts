import {
  add,
  call,
  either,
  get,
  I32,
  i32,
  leave,
  load32,
  loadWide,
  loopWhile,
  of,
  set,
  type WasmFunction,
  when,
  wide,
} from './instructions.ts'
import { column as columns, functions, memory, room, tables } from './layout.ts'
import * as op from './opcodes.ts'
import { SHORT } from './short-text.ts'
import { all, bitsOf } from './wide-code.ts'

const AT = 64
const { slots, slot: slotBytes, length: ownLengthAt, behindLength, owner: ownerAt, domain, behind } = tables.domains
/** A slot of the table of values that are remembered is one of so many bytes' worth of a slot here. */
const share = (tables.recent.slots / slots) * tables.recent.slot

/**
 * email(start, end, out, column): what email.ts does with an address of ASCII whose domain is in the table; gives where the
 * result ends, or 0 where it is for JavaScript to mask it. What it has written by then is of no use. The result stands there
 * when nothing waits any longer.
 */
export function email(): WasmFunction {
  const [start, end, out, column] = [0, 1, 2, 3] as const
  const [at, bits, owner, slot, length, i] = [4, 5, 6, 7, 8, 9] as const
  const ownLength = load32(get(slot), ownLengthAt)
  const find = set(bits, bitsOf(wide(op.EQUAL_BYTES, loadWide(get(at), 0), all(AT))))
  return {
    parameters: 4,
    result: true,
    locals: Array.from({ length: 6 }, () => I32),
    code: [
      ...when(of(op.GREATER, of(op.SUB, get(end), get(start)), load32(get(column), columns.most)), leave(i32(0))),
      ...set(at, of(op.SUB, get(end), i32(16))),
      ...find,
      ...loopWhile(
        of(op.AND, of(op.EQUAL, get(bits), i32(0)), of(op.GREATER, get(at), get(start))),
        add(at, -16),
        find,
      ),
      ...when(of(op.EQUAL, get(bits), i32(0)), leave(i32(0))),
      // Behind the last one.
      ...set(at, of(op.ADD, get(at), of(op.SUB, i32(32), of(op.LEADING_ZEROS, get(bits))))),
      ...set(length, of(op.SUB, of(op.SUB, get(at), i32(1)), get(start))),
      ...when(of(op.GREATER_UNSIGNED, get(length), i32(room.text)), leave(i32(0))),
      ...set(owner, load32(get(column), columns.owner)),
      ...set(
        slot,
        of(
          op.ADD,
          i32(memory.domains),
          of(
            op.MULTIPLY,
            of(op.SHIFT_RIGHT, call(functions.slot, get(at), get(end), get(owner)), i32(Math.log2(share))),
            i32(slotBytes),
          ),
        ),
      ),
      ...when(
        of(
          op.OR,
          of(op.NOT_EQUAL, load32(get(slot), ownerAt), get(owner)),
          of(op.NOT_EQUAL, ownLength, of(op.SUB, get(end), get(at))),
        ),
        leave(i32(0)),
      ),
      ...loopWhile(
        of(op.LESS, get(i), ownLength),
        set(
          bits,
          bitsOf(
            wide(
              op.EQUAL_BYTES,
              loadWide(of(op.ADD, get(at), get(i)), 0),
              loadWide(of(op.ADD, get(slot), get(i)), domain),
            ),
          ),
        ),
        add(i, 16),
        // Those that are not the same, of the bytes that belong to the domain.
        set(bits, of(op.XOR, get(bits), i32(0xffff))),
        when(
          of(op.GREATER, get(i), ownLength),
          set(bits, of(op.AND, of(op.SHIFT_LEFT, get(bits), of(op.SUB, get(i), ownLength)), i32(0xffff))),
        ),
        when(get(bits), leave(i32(0))),
      ),
      ...either(
        of(op.NOT_GREATER, get(length), i32(SHORT)),
        when(call(functions.shortText, get(start), get(out), get(length), get(slot), i32(1)), leave(i32(0))),
        when(call(functions.text, get(start), get(out), get(length), get(slot), i32(0)), leave(i32(0))),
      ),
      ...set(out, of(op.ADD, get(out), get(length))),
      ...set(length, load32(get(slot), behindLength)),
      ...set(slot, of(op.ADD, get(slot), i32(behind))),
      ...call(functions.move, get(slot), of(op.ADD, get(slot), get(length)), get(out)),
      ...of(op.ADD, get(out), get(length)),
    ],
  }
}
