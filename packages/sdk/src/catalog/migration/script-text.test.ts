import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyRuns } from '../../../test/property-runs.ts'
import { parseScript } from './parse-script.ts'
import { scriptText } from './script-text.ts'
import { type HazardKind, hazardKinds, lockModes, type MigrationScript, type MigrationStep } from './step.ts'

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    'create function f() returns void language plpgsql as $$ begin; end; -- $$',
    'select 1 -- and no more',
    'select 1 --\n',
    'a\n--@ end\nb',
    '--@ step 1',
    '--@ about {}',
    '--@1 end',
    '--@ understudy migration {"version":1}',
    'COMMIT;\nBEGIN;',
    ';',
    '',
    '\n;',
    'x;\r\n--@ next\r',
    "select 'it''s -- $1 \\ \u2028 \u0007'",
  ),
  fc
    .array(fc.constantFrom('--@', '--@1', ' ', 'end', 'next', 'apart', '\n', ';', '--', '\r', '$$'), { maxLength: 12 })
    .map((all) => all.join('')),
)

const step: fc.Arbitrary<Omit<MigrationStep, 'number'>> = fc.record({
  action: fc.constantFrom('create', 'alter', 'rename', 'drop', 'validate'),
  object: nasty,
  title: nasty,
  statements: fc.array(nasty, { maxLength: 4 }),
  hazards: fc.array(fc.record({ kind: fc.constantFrom(...Object.keys(hazardKinds).map(asHazard)), why: nasty }), {
    maxLength: 2,
  }),
  locks: fc.array(
    fc.record({ relation: fc.record({ schema: nasty, name: nasty }), mode: fc.constantFrom(...lockModes) }),
    { maxLength: 2 },
  ),
  transaction: fc.constantFrom('shared', 'own', 'none'),
  timeouts: fc.record({ lock: fc.nat(), statement: fc.option(fc.nat()) }),
})

/** The cast is sound: the argument is a key of hazardKinds. */
function asHazard(kind: string): HazardKind {
  return kind as HazardKind
}

const script: fc.Arbitrary<MigrationScript> = fc.record({
  engine: fc.constantFrom('postgres', 'sqlite'),
  from: fc.string(),
  to: fc.string(),
  up: numbered(fc.array(step, { maxLength: 5 })),
  down: numbered(fc.array(step, { maxLength: 2 })),
  refused: fc.array(fc.record({ object: nasty, why: nasty, hint: nasty }), { maxLength: 2 }),
})

function numbered(steps: fc.Arbitrary<Omit<MigrationStep, 'number'>[]>): fc.Arbitrary<MigrationStep[]> {
  return steps.map((all) => all.map((one, at) => ({ ...one, number: at + 1 })))
}

test('the steps that are read out of a text are those that were written, whatever stands in them', async () => {
  await fc.assert(
    fc.asyncProperty(script, async (one) => {
      const up = await parseScript(scriptText(one), one.engine)
      expect(up).toEqual({
        ours: true,
        direction: 'up',
        from: one.from,
        to: one.to,
        refused: one.refused,
        steps: one.up,
        edited: [],
      })
      const down = await parseScript(scriptText(one, 'down'), one.engine)
      expect([down.steps, down.from, down.to]).toEqual([one.down, one.to, one.from])
    }),
    { numRuns: propertyRuns(500) },
  )
})

const plain: MigrationStep = {
  number: 1,
  action: 'create',
  object: 'table public.a',
  title: 'create table public.a',
  statements: ['CREATE TABLE public.a (id integer)'],
  hazards: [],
  locks: [],
  transaction: 'shared',
  timeouts: { lock: 3000, statement: null },
}

function scriptOf(...up: MigrationStep[]): MigrationScript {
  return { engine: 'postgres', from: 'one', to: 'two', up, down: [], refused: [] }
}

test('a name with a line break stays inside of its comment', () => {
  const text = scriptText(scriptOf({ ...plain, title: 'create table public."a\nDROP TABLE b;"' }))
  expect(text).toContain('create table public."a\\u{000a}DROP TABLE b;"')
  expect(text.split('\n').filter((line) => line.startsWith('DROP'))).toEqual([])
})

test('a file says first what is destructive, and puts transactions around steps', () => {
  const drop: MigrationStep = {
    ...plain,
    number: 2,
    action: 'drop',
    title: 'drop table public.b',
    statements: ['DROP TABLE public.b'],
    hazards: [{ kind: 'deletes data', why: 'All rows of public.b.' }],
    locks: [{ relation: { schema: 'public', name: 'b' }, mode: 'ACCESS EXCLUSIVE' }],
  }
  const index: MigrationStep = {
    ...plain,
    number: 3,
    title: 'build index public.c',
    statements: ['CREATE INDEX CONCURRENTLY c ON public.a (id)'],
    transaction: 'none',
  }
  const text = scriptText(scriptOf(plain, drop, index))
  const shown = text.split('\n').filter((line) => !line.startsWith('--@') && line !== '')
  expect(shown).toEqual([
    '-- Migration up, 3 steps, Postgres.',
    '-- from one',
    '-- to   two',
    '-- Destructive:',
    '--   step 2: drop table public.b (deletes data)',
    '--',
    '-- Run it with: understudy schema apply URL FILE',
    '-- or with:     psql --no-psqlrc --file FILE URL',
    '-- Lines with --@ let the steps be read back: change what stands between them, not them.',
    '\\set ON_ERROR_STOP on',
    'SET check_function_bodies = off;',
    expect.stringContaining('search_path'),
    'BEGIN;',
    '-- Step 1 of 3: create table public.a',
    '--   runs in one transaction with the steps around it',
    'SET LOCAL lock_timeout = 3000;',
    'SET LOCAL statement_timeout = 0;',
    'CREATE TABLE public.a (id integer);',
    '-- Step 2 of 3: drop table public.b',
    '--   DESTRUCTIVE deletes data: All rows of public.b.',
    '--   lock: ACCESS EXCLUSIVE on public.b',
    '--   runs in one transaction with the steps around it',
    'DROP TABLE public.b;',
    'COMMIT;',
    '-- Step 3 of 3: build index public.c',
    '--   runs outside of any transaction: what it did stands, even if it fails half way',
    'SET lock_timeout = 3000;',
    'SET statement_timeout = 0;',
    'CREATE INDEX CONCURRENTLY c ON public.a (id);',
    '-- What was said above of each step, for whoever reads this file back.',
  ])
})

test('a step that was edited tells what its statements look like now', async () => {
  const text = scriptText(scriptOf(plain)).replace(
    'CREATE TABLE public.a',
    'DROP TABLE public.b; CREATE TABLE public.a',
  )
  const { steps, edited } = await parseScript(text, 'postgres')
  expect(edited).toEqual([1])
  expect(steps[0]?.statements).toEqual(['DROP TABLE public.b; CREATE TABLE public.a (id integer)'])
  expect(steps[0]?.hazards.map(({ kind }) => kind)).toContain('deletes data')
})

test('what stands between steps is refused, with its line', async () => {
  const text = scriptText(scriptOf(plain)).replace('COMMIT;', 'DROP TABLE b;\nCOMMIT;')
  const line = text.split('\n').indexOf('DROP TABLE b;') + 1
  await expect(parseScript(text, 'postgres', 'a.sql')).rejects.toMatchObject({
    code: 'SQL_FILE_INVALID',
    at: `a.sql:${line}:1`,
  })
})

test('a step without its end, a broken description and another engine are refused', async () => {
  const text = scriptText(scriptOf(plain))
  for (const broken of [
    text.replace('--@ end\n', ''),
    text.replace('"number":1', '"number":"x"'),
    text.replace('--@ about {', '--@ about '),
  ])
    await expect(parseScript(broken, 'postgres', 'a.sql')).rejects.toMatchObject({ code: 'SQL_FILE_INVALID' })
  await expect(parseScript(text, 'sqlite', 'a.sql')).rejects.toThrow(/for Postgres and the database is SQLite/)
})

test('a file of somebody else has a step for each statement', async () => {
  const text = `-- by hand
BEGIN;
CREATE TABLE a (id int);
DROP TABLE IF EXISTS "B"."c;d" CASCADE;
DO $$ begin delete from a; end $$;
COMMIT;
CREATE INDEX CONCURRENTLY i ON a (id);
`
  const { ours, steps, from } = await parseScript(text, 'postgres')
  expect([ours, from]).toEqual([false, null])
  expect(
    steps.map(({ object, transaction, hazards }) => [object, transaction, hazards.map(({ kind }) => kind)]),
  ).toEqual([
    ['table a', 'shared', []],
    ['table "B"."c;d"', 'shared', ['deletes data', 'cannot be undone']],
    ['statement 3', 'shared', ['depends on what is not tracked']],
    ['index i', 'none', ['builds index']],
  ])
})

test.each([
  ['a command', '\\i other.sql', /command \\i/],
  ['rows', 'COPY a FROM stdin;\n1\n\\.\n', /COPY/],
  ['a rollback', 'BEGIN;\nROLLBACK;', /takes itself back/],
  ['a string without its end', "SELECT 'x", /never ended/],
])('%s in it is refused with its place', async (_what, text, says) => {
  await expect(parseScript(text, 'postgres', 'x.sql')).rejects.toMatchObject({
    code: 'SQL_FILE_INVALID',
    message: expect.stringMatching(says),
    at: expect.stringMatching(/^x\.sql:\d+:\d+$/),
  })
})
