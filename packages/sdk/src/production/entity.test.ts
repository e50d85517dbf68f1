import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { defineTestEntity, type InputOf, type RecordOf, type TestEntities } from './entity.ts'
import { defineTestScenario, type ResultOf, type TestScenarios } from './scenario.ts'

const builders = defineTestEntity({
  input: z.object({
    name: z.string(),
    rate: z.number().default(85),
    from: z.string().transform((text) => new Date(text)),
  }),
  create: async ({ name, rate, from }, about) => ({ id: 7, name: about.mark(name), rate, from, big: 1n, isTest: true }),
  find: () => undefined,
  findCreation: () => undefined,
  remove() {},
})
const entities = { builders }
const scenarios = {
  pairs: defineTestScenario(entities, {
    input: z.object({ count: z.number().optional() }),
    async create({ count }, make) {
      expectTypeOf(count).toEqualTypeOf<number | undefined>()
      const first = await make.create('builders', { name: 'Ada', from: '2026-01-01' })
      expectTypeOf(first.from).toEqualTypeOf<Date>()
      return { first: first.from, names: [first.name] }
    },
  }),
}

test('a client sends what the schema takes, and gets what create answers, after JSON', () => {
  expectTypeOf<InputOf<typeof builders>>().toEqualTypeOf<{ name: string; rate?: number | undefined; from: string }>()
  expectTypeOf<RecordOf<typeof builders>>().toEqualTypeOf<{
    id: number
    name: string
    rate: number
    from: string
    big: string
    isTest: boolean
  }>()
  expectTypeOf<InputOf<(typeof scenarios)['pairs']>>().toEqualTypeOf<{ count?: number | undefined }>()
  expectTypeOf<ResultOf<(typeof scenarios)['pairs']>>().toEqualTypeOf<{ first: string; names: string[] }>()
  expectTypeOf(entities).toExtend<TestEntities>()
  expectTypeOf(scenarios).toExtend<TestScenarios>()
})

test.each(['create', 'find', 'remove'] as const)('an entity without %s is refused when it is defined', (name) => {
  const { [name]: _, ...rest } = builders
  // What TypeScript refuses, JavaScript may give.
  expect(() => defineTestEntity(rest as typeof builders)).toThrow(
    expect.objectContaining({ code: 'TEST_CONFIG_INVALID', at: name }),
  )
})
