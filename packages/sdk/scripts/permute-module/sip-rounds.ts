import { type Code, get, i64, of, set } from './instructions.ts'
import { ADD_64, ROTATE_LEFT_64, XOR_64 } from './opcodes.ts'

/** So many rounds of SipHash on four locals of 64 bits. */
export function sipRounds(count: number, [v0, v1, v2, v3]: readonly [number, number, number, number]): Code {
  const plus = (a: number, b: number) => set(a, of(ADD_64, get(a), get(b)))
  const turned = (a: number, bits: number, b: number) =>
    set(a, of(XOR_64, of(ROTATE_LEFT_64, get(a), i64(bits)), get(b)))
  const halves = (a: number) => set(a, of(ROTATE_LEFT_64, get(a), i64(32)))
  const one = [
    ...plus(v0, v1),
    ...turned(v1, 13, v0),
    ...halves(v0),
    ...plus(v2, v3),
    ...turned(v3, 16, v2),
    ...plus(v0, v3),
    ...turned(v3, 21, v0),
    ...plus(v2, v1),
    ...turned(v1, 17, v2),
    ...halves(v2),
  ]
  return Array.from({ length: count }, () => one).flat()
}
