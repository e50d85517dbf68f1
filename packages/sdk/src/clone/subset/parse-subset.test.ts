import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { conditionProblem } from './condition-problem.ts'
import { parseSubset, readSubset } from './parse-subset.ts'

const subset = (more: object) => ({ kind: 'subset', version: 1, roots: {}, ...more })
const refusal = (input: unknown) => failure(Promise.resolve().then(() => parseSubset(input)))

test('what is left out has its usual meaning', () => {
  expect(parseSubset(JSON.stringify(subset({ $schema: 'x' })))).toEqual({
    ...subset({}),
    seed: '',
    children: false,
    tables: {},
    references: [],
  })
})

test('every place that is wrong is named, and nothing is guessed', async () => {
  const error = await refusal({
    kind: 'subset',
    version: 2,
    roots: { a: { share: 2 }, b: { share: 0.5, rows: 3 }, c: { were: 'x' }, d: { rows: 0 } },
    children: { a: -1 },
    tables: { x: 'some' },
    references: [{ from: 'a.b' }],
    root: {},
  })
  expect(error.code).toBe('SUBSET_INVALID')
  for (const place of [
    'version',
    'roots.a.share',
    'roots.b',
    'roots.c.were',
    'roots.d.rows',
    'children',
    'tables.x',
    'references[0].to',
    'root ',
  ]) {
    expect(error.message).toContain(place)
  }
})

test('a table that is a root and whole as well, one that stands twice, and no JSON are refused', async () => {
  expect((await refusal(subset({ roots: { t: {} }, tables: { t: 'all' } }))).message).toContain('tables.t is a root')
  expect((await refusal('{"kind": "subset", "version": 1, "roots": {"t": {}, "t": {"rows": 3}}}')).message).toContain(
    'roots.t stands twice',
  )
  expect((await refusal('{"kind"')).code).toBe('SUBSET_INVALID')
  expect((await failure(readSubset(join(tmpdir(), 'there is no such subset.json')))).code).toBe('SUBSET_INVALID')
})

test.each([
  ['', 'is empty'],
  ['-- all', 'is empty'],
  ['true; drop table t', 'semicolon'],
  ['true) or (true', 'closes a parenthesis'],
  ['(true', 'opens a parenthesis'],
  ['true -- and more', 'comment'],
  ['true /* and */ and true', 'comment'],
  ["name = 'open", "' that stands alone"],
  ['name = "open', '" that stands alone'],
  ['id = $1', 'a $'],
  ['name = $$x$$', 'a $'],
  ['a = \0', 'NUL'],
])('the condition %j is refused: %s', (condition, why) => {
  for (const dialect of ['postgres', 'sqlite'] as const) expect(conditionProblem(condition, dialect)).toContain(why)
})

test('a condition may hold all that within quotes', () => {
  for (const condition of [`note = 'a; b -- c /* d $1 ? ('`, `"odd ; -- (" = 1`, `a in (1, (2)) and b = ';'`]) {
    for (const dialect of ['postgres', 'sqlite'] as const) expect(conditionProblem(condition, dialect)).toBeUndefined()
  }
  expect(conditionProblem(`tags ? 'x'`, 'postgres')).toBeUndefined()
  expect(conditionProblem('id = ?', 'sqlite')).toContain('? that stands alone')
  expect(conditionProblem('tags[1] = 1', 'postgres')).toBeUndefined()
  expect(conditionProblem('[odd ; name] = 1', 'sqlite')).toBeUndefined()
})
