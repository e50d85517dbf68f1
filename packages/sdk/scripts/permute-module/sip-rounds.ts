import { type Code, get, i64, of, set } from './instructions.ts'
import { ADD_64, ROTATE_LEFT_64, XOR_64 } from './opcodes.ts'

export type SipState = readonly [v0: number, v1: number, v2: number, v3: number]

/**
 * So many rounds of SipHash, each on four locals of 64 bits. Of several states each takes its step before any takes the
 * next one, so that a processor works on all of them at a time.
 */
export function sipRounds(count: number, ...states: readonly SipState[]): Code {
  const plus = (a: number, b: number) => set(a, of(ADD_64, get(a), get(b)))
  const turned = (a: number, bits: number, b: number) =>
    set(a, of(XOR_64, of(ROTATE_LEFT_64, get(a), i64(bits)), get(b)))
  const halves = (a: number) => set(a, of(ROTATE_LEFT_64, get(a), i64(32)))
  const steps: readonly ((state: SipState) => Code)[] = [
    ([v0, v1]) => plus(v0, v1),
    ([, , v2, v3]) => plus(v2, v3),
    ([v0, v1]) => turned(v1, 13, v0),
    ([, , v2, v3]) => turned(v3, 16, v2),
    ([v0]) => halves(v0),
    ([, v1, v2]) => plus(v2, v1),
    ([v0, , , v3]) => plus(v0, v3),
    ([, v1, v2]) => turned(v1, 17, v2),
    ([v0, , , v3]) => turned(v3, 21, v0),
    ([, , v2]) => halves(v2),
  ]
  const one = steps.flatMap((step) => states.flatMap(step))
  return Array.from({ length: count }, () => one).flat()
}
