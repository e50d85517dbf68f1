import {
  add,
  call,
  get,
  I32,
  i32,
  leave,
  load32,
  loadByte,
  loopWhile,
  of,
  set,
  type WasmFunction,
  when,
} from './instructions.ts'
import { column as columns, functions, memory, room, tables } from './layout.ts'
import * as op from './opcodes.ts'

const AT = 64
const { slots, slot: slotBytes, length: ownLengthAt, behindLength, owner: ownerAt, domain, behind } = tables.domains

/**
 * email(start, end, out, column): what email.ts does with an address of ASCII whose domain is in the table; gives where the
 * result ends, or 0 where it is for JavaScript to mask it. What it has written by then is of no use.
 */
export function email(): WasmFunction {
  const [start, end, out, column] = [0, 1, 2, 3] as const
  const [at, hash, byte, slot, length, i] = [4, 5, 6, 7, 8, 9] as const
  const ownLength = load32(get(slot), ownLengthAt)
  return {
    parameters: 4,
    result: true,
    locals: Array.from({ length: 6 }, () => I32),
    code: [
      ...when(of(op.GREATER, of(op.SUB, get(end), get(start)), load32(get(column), columns.most)), leave(i32(0))),
      ...set(hash, of(op.MULTIPLY, load32(get(column), columns.owner), i32(0x85ebca6b | 0))),
      ...set(at, get(end)),
      ...loopWhile(
        of(op.GREATER, get(at), get(start)),
        set(byte, loadByte(of(op.SUB, get(at), i32(1)), 0)),
        when(of(op.EQUAL, get(byte), i32(AT)), [
          ...set(
            slot,
            of(
              op.ADD,
              i32(memory.domains),
              of(
                op.MULTIPLY,
                of(op.SHIFT_RIGHT, of(op.MULTIPLY, get(hash), i32(0x9e3779b1 | 0)), i32(32 - Math.log2(slots))),
                i32(slotBytes),
              ),
            ),
          ),
          ...when(
            of(
              op.OR,
              of(op.NOT_EQUAL, load32(get(slot), ownerAt), load32(get(column), columns.owner)),
              of(op.NOT_EQUAL, ownLength, of(op.SUB, get(end), get(at))),
            ),
            leave(i32(0)),
          ),
          ...loopWhile(
            of(op.LESS, get(i), ownLength),
            when(
              of(
                op.NOT_EQUAL,
                loadByte(of(op.ADD, get(at), get(i)), 0),
                loadByte(of(op.ADD, get(slot), get(i)), domain),
              ),
              leave(i32(0)),
            ),
            add(i, 1),
          ),
          ...set(length, of(op.SUB, of(op.SUB, get(at), i32(1)), get(start))),
          ...when(of(op.GREATER, get(length), i32(room.text)), leave(i32(0))),
          ...when(call(functions.text, get(start), get(out), get(length), get(slot), i32(0)), leave(i32(0))),
          ...set(out, of(op.ADD, get(out), get(length))),
          ...set(length, load32(get(slot), behindLength)),
          ...call(
            functions.move,
            of(op.ADD, get(slot), i32(behind)),
            of(op.ADD, of(op.ADD, get(slot), i32(behind)), get(length)),
            get(out),
          ),
          ...leave(of(op.ADD, get(out), get(length))),
        ]),
        set(hash, of(op.XOR, of(op.ROTATE_LEFT, get(hash), i32(5)), get(byte))),
        add(at, -1),
      ),
      ...i32(0),
    ],
  }
}
