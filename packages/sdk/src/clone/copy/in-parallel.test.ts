import { expect, test } from 'vitest'
import type { LockMode, MigrationStep } from '../../catalog/migration/step.ts'
import type { FamilyOf } from './families.ts'
import { inParallel } from './in-parallel.ts'
import { stepWaves } from './step-waves.ts'

function step(number: number, object: string, locks: Readonly<Record<string, LockMode>>): MigrationStep {
  return {
    number,
    action: 'create',
    object,
    title: `${number}`,
    statements: [],
    hazards: [],
    locks: Object.entries(locks).map(([name, mode]) => ({ relation: { schema: 'public', name }, mode })),
    transaction: 'shared',
    timeouts: { lock: 0, statement: null },
  }
}

const steps = [
  step(1, 'constraint public.a.a_pkey', { a: 'ACCESS EXCLUSIVE' }),
  step(2, 'index public.a_x', { a: 'SHARE' }),
  step(3, 'index public.a_y', { a: 'SHARE' }),
  step(4, 'constraint public.b.b_pkey', { b: 'ACCESS EXCLUSIVE' }),
  step(5, 'constraint public.b.b_a', { a: 'SHARE ROW EXCLUSIVE', b: 'SHARE ROW EXCLUSIVE' }),
]

/** w1 and w2 are parts of w. */
const familyOf: FamilyOf = ({ name }) => ({ root: name.slice(0, 1), alone: !name.startsWith('w') })

/** What began and ended, in order; whatever runs ends only once nothing more begins. */
async function traced(
  workers: number,
  failing?: number,
  given: readonly MigrationStep[] = steps,
): Promise<{ trace: string[]; thrown: unknown }> {
  const trace: string[] = []
  const thrown = await inParallel(given, workers, familyOf, async ({ number }) => {
    trace.push(`+${number}`)
    await new Promise(setImmediate)
    if (number === failing) throw new Error(`${number}`)
    trace.push(`-${number}`)
  }).catch((error: unknown) => error)
  return { trace, thrown }
}

test('steps on different tables run at once, and indexes of one table do; what is in the way of one waits', async () => {
  const { trace } = await traced(4)
  expect(trace.slice(0, 2)).toEqual(['+1', '+4'])
  const at = (event: string) => trace.indexOf(event)
  expect(at('+2')).toBeGreaterThan(at('-1'))
  expect(at('+3')).toBeLessThan(at('-2'))
  expect(at('+5')).toBeGreaterThan(Math.max(at('-2'), at('-3'), at('-4')))
})

test('indexes of the parts of one whole are built one after the other', async () => {
  const { trace } = await traced(4, undefined, [
    step(1, 'index public.w1_x', { w1: 'SHARE' }),
    step(2, 'index public.w2_x', { w2: 'SHARE' }),
    step(3, 'index public.w_x', { w: 'SHARE' }),
  ])
  expect(trace).toEqual(['+1', '-1', '+2', '-2', '+3', '-3'])
})

test('rows are looked at for two tables at once, beside what builds indexes of the table that they point at', async () => {
  const check = (number: number, name: string) => ({
    ...step(number, `constraint public.${name}.${name}_a`, { [name]: 'SHARE UPDATE EXCLUSIVE', a: 'ROW SHARE' }),
    action: 'validate' as const,
  })
  const { trace } = await traced(3, undefined, [
    check(1, 'b'),
    check(2, 'c'),
    step(3, 'index public.a_x', { a: 'SHARE' }),
    check(4, 'b'),
  ])
  expect(trace.slice(0, 3)).toEqual(['+1', '+2', '+3'])
  expect(trace.indexOf('+4')).toBeGreaterThan(trace.indexOf('-1'))
})

test('indexes come first, those of the largest table at the head, then keys before what points at them, and looking at rows last', () => {
  const validate = {
    ...step(1, 'constraint public.b.b_a', { b: 'SHARE UPDATE EXCLUSIVE' }),
    action: 'validate',
  } as const
  const [first] = stepWaves([validate, ...steps], ({ name }) => (name === 'a' ? 1 : 2))
  expect(first?.steps.map(({ number }) => number)).toEqual([2, 3, 1, 4, 5, 1])
  const [other] = stepWaves([...steps, step(6, 'index public.b_x', { b: 'SHARE' })], ({ name }) =>
    name === 'a' ? 1 : 2,
  )
  expect(other?.steps.map(({ number }) => number)).toEqual([6, 2, 3, 1, 4, 5])
  const [last] = stepWaves(steps.toReversed())
  expect(last?.steps.map(({ number }) => number)).toEqual([3, 2, 4, 1, 5])
})

test('never more run than there are workers', async () => {
  const { trace } = await traced(1)
  expect(trace).toEqual([1, 2, 3, 4, 5].flatMap((number) => [`+${number}`, `-${number}`]))
})

test('after a failure nothing more begins, and what runs ends first', async () => {
  const { trace, thrown } = await traced(4, 1)
  expect(thrown).toEqual(new Error('1'))
  expect(trace).toEqual(['+1', '+4', '-4'])
})

test('what takes no time shares a transaction, up to a number; what looks at rows does not', () => {
  const quick = (number: number) => step(number, `trigger public.a.t${number}`, { a: 'SHARE ROW EXCLUSIVE' })
  const waves = stepWaves([...steps, ...Array.from({ length: 450 }, (_, at) => quick(6 + at))])
  expect(waves.map(({ together, steps }) => [together, steps.length])).toEqual([
    [true, 5],
    [false, 200],
    [false, 200],
    [false, 50],
  ])
  const own = { ...quick(7), transaction: 'own' } as const
  expect(stepWaves([quick(6), own, quick(8)]).map(({ steps }) => steps.length)).toEqual([1, 1, 1])
})
