import { ROUNDS, ROUNDS_EACH_WAY } from '../../src/anonymize/permute/limbs.ts'
import { type Code, either, get, I32, I64, i32, i64, loopWhile, of, set, type WasmFunction } from './instructions.ts'
import { task } from './layout.ts'
import { type Half, Locals, type RoundNumber, scalarNumber, wideNumber } from './number.ts'
import * as op from './opcodes.ts'
import { sipRounds } from './sip-rounds.ts'

/** addHash of feistel.ts on some numbers at a time, each half's limbs to the other. */
function addHash(numbers: readonly RoundNumber[], to: Half, isBack: boolean): Code {
  const absorbs = numbers.flatMap(({ absorb }) => absorb ?? [])
  return [
    ...absorbs.flatMap(({ before }) => before(to)),
    ...(absorbs.length > 0 ? sipRounds(2, ...absorbs.map(({ state }) => state)) : []),
    ...absorbs.flatMap(({ after }) => after(to)),
    ...numbers.flatMap(({ begin }) => begin(to)),
    ...sipRounds(2, ...numbers.flatMap(({ states }) => states)),
    ...numbers.flatMap(({ end }) => end),
    ...sipRounds(4, ...numbers.flatMap(({ states }) => states)),
    ...numbers.flatMap(({ change }) => change(to, isBack)),
  ]
}

/** `permute` of feistel.ts; where no parameter says whether chance is enough, it is. */
function permuted(numbers: readonly RoundNumber[], round: number, chanceIsEnough?: number): Code {
  const goOn = (by: number): Code => set(round, of(op.ADD_64, get(round), i64(by)))
  const forward = (count: number): Code =>
    loopWhile(of(op.LESS_64, get(round), i64(count)), addHash(numbers, 0, false), addHash(numbers, 1, false), goOn(2))
  const work =
    chanceIsEnough === undefined
      ? forward(ROUNDS)
      : either(get(chanceIsEnough), forward(ROUNDS), [
          ...forward(ROUNDS_EACH_WAY),
          ...numbers.flatMap(({ step }) => step),
          ...loopWhile(
            of(op.LESS_64, i64(0), get(round)),
            goOn(-2),
            addHash(numbers, 1, true),
            addHash(numbers, 0, true),
          ),
        ])
  return [...numbers.flatMap(({ read }) => read), ...work, ...numbers.flatMap(({ write }) => write)]
}

/**
 * short(at, radices, chanceIsEnough): `work` forward where each half is two limbs, as of most values; long(at, radices): where
 * each is four, and chance is enough. State and values are at one place, radices at another: all numbers are in registers.
 */
export function short(): WasmFunction {
  const locals = new Locals(3)
  const round = locals.take(I64)
  const code = permuted([scalarNumber(locals, round, get(0), get(1), 2)], round, 2)
  return { parameters: 3, locals: locals.types, code }
}

export function long(): WasmFunction {
  const locals = new Locals(2)
  const round = locals.take(I64)
  const code = permuted([scalarNumber(locals, round, get(0), get(1), 4)], round)
  return { parameters: 2, locals: locals.types, code }
}

const taskOf = (local: number): readonly [Code, Code] => [get(local), of(op.ADD, get(local), i32(task.radices))]

/** shorts(tasks, chanceIsEnough): `short` of four that stand one behind the other. */
export function shorts(): WasmFunction {
  const locals = new Locals(2)
  const round = locals.take(I64)
  const [one, two, three, four] = [0, locals.take(I32), locals.take(I32), locals.take(I32)] as const
  const numbers = [
    scalarNumber(locals, round, ...taskOf(one), 2),
    scalarNumber(locals, round, ...taskOf(two), 2),
    wideNumber(locals, round, [get(three), get(four)]),
  ]
  const next = [two, three, four].flatMap((local, i) => set(local, of(op.ADD, get(one), i32(task.size * (i + 1)))))
  return { parameters: 2, locals: locals.types, code: [...next, ...permuted(numbers, round, 1)] }
}

/** longs(tasks): `long` of three, likewise. */
export function longs(): WasmFunction {
  const locals = new Locals(1)
  const round = locals.take(I64)
  const [one, two, three] = [0, locals.take(I32), locals.take(I32)] as const
  const numbers = [
    scalarNumber(locals, round, ...taskOf(one), 4),
    wideNumber(locals, round, [get(two)]),
    wideNumber(locals, round, [get(three)]),
  ]
  const next = [two, three].flatMap((local, i) => set(local, of(op.ADD, get(one), i32(task.size * (i + 1)))))
  return { parameters: 1, locals: locals.types, code: [...next, ...permuted(numbers, round)] }
}
