import { call, get, i32, leave, load32, of, type WasmFunction, when } from './instructions.ts'
import { column as columns, functions, kinds } from './layout.ts'
import { EQUAL } from './opcodes.ts'

/**
 * value(start, end, out, column): the value masked as its column says; gives where the result ends, or 0 where it is for
 * JavaScript to mask it. The result stands there when nothing waits any longer.
 */
export function value(): WasmFunction {
  const [start, end, out, column] = [0, 1, 2, 3] as const
  const kind = load32(get(column), columns.kind)
  return {
    parameters: 4,
    result: true,
    locals: [],
    code: [
      ...(['recent', 'email', 'phone', 'street'] as const).flatMap((name) =>
        when(
          of(EQUAL, kind, i32(kinds[name])),
          leave(call(functions[name], get(start), get(end), get(out), get(column))),
        ),
      ),
      ...i32(0),
    ],
  }
}
