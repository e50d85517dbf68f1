import { type Code, get, i32, i64, mixed, of, set, shuffled, wide } from './instructions.ts'
import * as op from './opcodes.ts'
import { lanes } from './wide-code.ts'

export type SipState = readonly [v0: number, v1: number, v2: number, v3: number]
/** Two states, each in one half of four locals of sixteen bytes. */
export interface WideState {
  readonly wide: SipState
}

interface Arithmetic {
  readonly plus: (a: number, b: number) => Code
  readonly turned: (a: number, bits: number, b: number) => Code
  readonly halves: (a: number) => Code
}

const scalar: Arithmetic = {
  plus: (a, b) => set(a, of(op.ADD_64, get(a), get(b))),
  turned: (a, bits, b) => set(a, of(op.XOR_64, of(op.ROTATE_LEFT_64, get(a), i64(bits)), get(b))),
  halves: (a) => set(a, of(op.ROTATE_LEFT_64, get(a), i64(32))),
}

const sixteen = [6, 7, 0, 1, 2, 3, 4, 5, 14, 15, 8, 9, 10, 11, 12, 13]
const vector: Arithmetic = {
  plus: (a, b) => set(a, wide(op.ADD_WIDE_64, get(a), get(b))),
  turned: (a, bits, b) =>
    set(
      a,
      wide(
        op.XOR_WIDE,
        bits === 16
          ? shuffled(get(a), sixteen)
          : wide(
              op.OR_WIDE,
              wide(op.SHIFT_LEFT_WIDE_64, get(a), i32(bits)),
              wide(op.SHIFT_RIGHT_WIDE_64, get(a), i32(64 - bits)),
            ),
        get(b),
      ),
    ),
  halves: (a) => set(a, mixed(get(a), get(a), lanes(1, 0, 3, 2))),
}

function stepsOf([v0, v1, v2, v3]: SipState, { plus, turned, halves }: Arithmetic): readonly Code[] {
  return [
    plus(v0, v1),
    plus(v2, v3),
    turned(v1, 13, v0),
    turned(v3, 16, v2),
    halves(v0),
    plus(v2, v1),
    plus(v0, v3),
    turned(v1, 17, v2),
    turned(v3, 21, v0),
    halves(v2),
  ]
}

/**
 * So many rounds of SipHash, each on four locals. Of several states each takes its step before any takes the next one, so that
 * a processor works on all of them at a time: on numbers of 64 bits and on such of sixteen bytes in different parts of it.
 */
export function sipRounds(count: number, ...states: readonly (SipState | WideState)[]): Code {
  const steps = states.map((state) => ('wide' in state ? stepsOf(state.wide, vector) : stepsOf(state, scalar)))
  const one = steps[0]!.flatMap((_, i) => steps.flatMap((own) => own[i]!))
  return Array.from({ length: count }, () => one).flat()
}
