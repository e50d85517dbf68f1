import { expect, test } from 'vitest'
import { batchOf } from '../../formats/batch-of-rows.ts'
import { profileRows } from '../profile/profile-rows.ts'
import { rulesOfProfile } from './rules-of-profile.ts'

/** What is suggested of one column, named so that nothing follows from its name. */
async function suggested(values: readonly unknown[], name = 'x') {
  const batch = batchOf(
    't',
    values.map((value) => ({ [name]: value })),
  )
  const { rules, notes } = rulesOfProfile(
    await profileRows({
      name: 't',
      batches: async function* () {
        yield batch
      },
    }),
  )
  return {
    rules: rules
      .filter(({ type }) => type !== 'columns')
      .map(({ id: _id, entity: _entity, from, ...rule }) => ({ ...rule, sure: from?.confidence })),
    codes: notes.map(({ code }) => code),
  }
}

const many = <T>(n: number, make: (at: number) => T): T[] => Array.from({ length: n }, (_, at) => make(at))
const spread = (at: number, n: number): number => (at * 7919 + 13) % n

test('a complete column: as sure as so many values make it', async () => {
  const { rules } = await suggested(many(100, (at) => spread(at, 7)))
  expect(rules).toContainEqual({ type: 'notNull', column: 'x', sure: 0.963 })
})

test('nulls are tolerated up to what their share may be', async () => {
  const { rules } = await suggested(many(100, (at) => (at % 10 === 0 ? null : spread(at, 50))))
  expect(rules).toContainEqual({ type: 'notNull', column: 'x', severity: 'minor', fail: { share: 0.1744 }, sure: 0.95 })
})

test.each<[string, readonly unknown[], string]>([
  ['few rows', many(29, (at) => at % 3), 'TOO_FEW_ROWS'],
  ['mostly nulls', many(100, (at) => (at < 95 ? null : 'a')), 'MOSTLY_NULL'],
  ['nothing but nulls', many(100, () => null), 'MOSTLY_NULL'],
])('%s: nothing is suggested, and it is said why', async (_, values, code) => {
  expect(await suggested(values)).toEqual({ rules: [], codes: [code] })
})

test.each<[string, readonly unknown[], object]>([
  ['texts of few values', many(90, (at) => ['b', 'c', 'a'][spread(at, 3)]), { type: 'inSet', values: ['a', 'b', 'c'] }],
  ['numbers of few values', many(90, (at) => spread(at, 3)), { type: 'inSet', values: [0, 1, 2] }],
  ['counts', many(300, (at) => spread(at, 19)), { type: 'range', min: 0, max: 27, severity: 'minor' }],
  ['amounts', many(300, (at) => spread(at, 997) / 10 - 20), { type: 'range', min: -70, max: 130, severity: 'minor' }],
  [
    'days',
    many(300, (at) => new Date(Date.UTC(2020, 0, 1 + spread(at, 700)))),
    { type: 'range', min: '2019-01-01', max: '2023-01-01', severity: 'minor' },
  ],
  ['codes', many(90, (at) => `AB-${10 + spread(at, 80)}`), { type: 'regex', pattern: '^[A-Z]{2}-[0-9]{2}$' }],
  [
    'codes of several lengths',
    many(90, (at) => `a.${spread(at, 5000)}`),
    { type: 'regex', pattern: '^[a-z]\\.[0-9]{2,8}$' },
  ],
  ['texts that are numbers', many(300, (at) => String(spread(at, 900) - 100)), { type: 'type', is: 'integer' }],
  [
    'addresses of the web, but for one',
    many(200, (at) => (at === 7 ? 'none' : `https://shop.example/${at}`)),
    { type: 'namedFormat', format: 'url', fail: { share: 0.0278 } },
  ],
  [
    'names of one length',
    many(90, (at) => `${'abcdefghij'[spread(at, 10)]}${'klmnopqrst'[(at * 3) % 10]}`),
    { type: 'length', min: 2, max: 2 },
  ],
])('%s', async (_, values, expected) => {
  const { rules } = await suggested(values)
  expect(rules).toContainEqual({ column: 'x', sure: expect.any(Number), ...expected })
})

test('of a list that has not been seen to its end the usual values are suggested, and some others tolerated', async () => {
  const usual = ['up', 'down', 'left', 'right']
  const odd = many(24, (at) => `odd${'abcdefgh'[at % 8]}`)
  const { rules } = await suggested([...many(276, (at) => usual[spread(at, 4)]), ...odd.slice(0, 13), 'once'])
  expect(rules).toContainEqual({
    type: 'inSet',
    column: 'x',
    values: usual.toSorted(),
    severity: 'minor',
    fail: { share: 0.0794 },
    sure: 0.95,
  })
})

test('values of which most stood there once are no list', async () => {
  const { rules } = await suggested(
    many(300, (at) => (at < 8 ? `odd${'abcdefgh'[at]}` : ['up', 'down'][spread(at, 2)])),
  )
  expect(rules.map(({ type }) => type)).not.toContain('inSet')
})

test('an id is a key and has no bounds; a measure that differs by chance is none', async () => {
  const id = await suggested(
    many(100, (at) => at + 1),
    'id',
  )
  expect(id.rules.map(({ type }) => type)).toEqual(['primaryKey', 'type'])
  const measure = await suggested(many(100, (at) => spread(at, 99_991)))
  expect(measure.rules.map(({ type }) => type)).toEqual(['notNull', 'range', 'type'])
})
