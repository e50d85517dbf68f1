import { afterAll, beforeAll, expect, test } from 'vitest'
import { deriveQualityRules } from '../derive/define-quality-rules.ts'
import { factsOfSchema } from '../derive/facts-of-schema.ts'
import { readsColumn } from '../derive/reads-column.ts'
import { profileRows } from '../profile/profile-rows.ts'
import { allRules } from '../quality-rules.ts'
import { type Rule, type RuleType, ruleKinds } from '../rules.ts'
import { corrupt } from './corruptions.ts'
import { handmadeData, handmadeRules } from './handmade.ts'
import { computeShop, shopData, shopSchema } from './shop.ts'
import { type Given, resultsOf, sourceOf, World } from './world.ts'

/** How often each rule is put to the test. */
const { UNDERSTUDY_MUTATIONS: asked } = process.env
const seeds = Number(asked ?? 1)
const wantedScore = 0.95

interface Mutation {
  readonly rule: Rule
  /** Rules that fail, and did not before. */
  readonly caughtBy: readonly string[]
}

async function mutationsOf(given: Given, rules: readonly Rule[]): Promise<Mutation[]> {
  const before = await resultsOf(given, rules)
  expect(before.filter(({ outcome }) => outcome === 'failed')).toEqual([])
  const evaluated = new Set(before.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id))
  const mutations: Mutation[] = []
  for (const rule of rules) {
    if (!evaluated.has(rule.id)) continue
    for (let seed = 0; seed < seeds; seed++) {
      const world = new World(given, rules, `${rule.id} ${seed}`)
      await corrupt(world, rule)
      if (!readsComputed(rule)) for (const row of world.rows(rule.entity)) given.compute?.(rule.entity, row)
      const caughtBy = (await world.resultsAround(spoiltBy(rule)))
        .filter(({ outcome }) => outcome === 'failed')
        .map(({ id }) => id)
      mutations.push({ rule, caughtBy })
    }
  }
  return mutations
}

/** What is wrong with a computed column itself stays so. */
function readsComputed(rule: Rule): boolean {
  return rule.type === 'columns' || readsColumn(rule, 'gross')
}

/** The entity whose rows a corruption changes. */
function spoiltBy(rule: Rule): string {
  return rule.type === 'childrenPerParent' ? rule.child : rule.entity
}

const exactly = ({ rule, caughtBy }: Mutation): boolean => caughtBy.length === 1 && caughtBy[0] === rule.id

/** What went otherwise, for whoever reads a failure. */
function misses(mutations: readonly Mutation[]): string[] {
  return mutations
    .filter((one) => !exactly(one))
    .map(({ rule, caughtBy }) => `${rule.id}: caught by ${caughtBy.join(', ') || 'none'}`)
}

let derived: Mutation[] = []
let handmade: Mutation[] = []
beforeAll(async () => {
  const shop = { data: shopData, schema: shopSchema, compute: computeShop }
  const { rules } = deriveQualityRules({
    facts: factsOfSchema(shopSchema),
    profile: await profileRows(sourceOf(shop)),
  })
  derived = await mutationsOf(shop, allRules(rules))
  handmade = await mutationsOf({ data: handmadeData }, handmadeRules)
}, 600_000)

if (asked !== undefined)
  afterAll(() => {
    const all = [...derived, ...handmade]
    console.log(`${all.filter(exactly).length} of ${all.length} corruptions were caught by exactly their rule.`)
  })

test('every type of rule is put to the test', () => {
  const types = new Set([...derived, ...handmade].map(({ rule }) => rule.type))
  expect(Object.keys(ruleKinds).filter((type) => !types.has(asRuleType(type)))).toEqual([])
})

test('every corruption is caught by the rule that is there for it', () => {
  expect(
    [...derived, ...handmade].filter(({ rule, caughtBy }) => !caughtBy.includes(rule.id)).map(({ rule }) => rule.id),
  ).toEqual([])
})

test('of the corruptions of derived rules 95 % and more are caught by exactly that rule', () => {
  const missed = misses(derived)
  expect(1 - missed.length / derived.length, missed.join('\n')).toBeGreaterThanOrEqual(wantedScore)
})

test('of those of each type of rule, derived or written, at least one is', () => {
  const caught = new Set([...derived, ...handmade].filter(exactly).map(({ rule }) => rule.type))
  expect(Object.keys(ruleKinds).filter((type) => !caught.has(asRuleType(type)))).toEqual([])
})

test('of the corruptions of written rules 95 % and more are caught by exactly that rule', () => {
  expect(1 - misses(handmade).length / handmade.length, misses(handmade).join('\n')).toBeGreaterThanOrEqual(wantedScore)
})

/** A cast: the keys of the table of kinds are the types. */
function asRuleType(type: string): RuleType {
  return type as RuleType
}
