import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, inject, test } from 'vitest'
import type { Hazard, MigrationScript, MigrationStep } from '../../packages/sdk/src/catalog/migration/step.ts'
import { provePair } from './pair.ts'
import { PairServer } from './pair-server.ts'
import { proveMigration } from './prove-migration.ts'
import { readSide } from './side.ts'

const server = await PairServer.open(inject('testServer').url)
const folder = await mkdtemp(join(tmpdir(), 'understudy-pair-'))
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const a = 'create table t (id integer primary key, name text not null)'
const b = `${a}; alter table t add age integer; create role understudy_pair_owner; alter table t owner to understudy_pair_owner`

async function pair(one = a, other = b) {
  await writeFile(join(folder, 'a.sql'), one)
  await writeFile(join(folder, 'b.sql'), other.replace('create role understudy_pair_owner;', ''))
  return { name: 'own/pair', a: join(folder, 'a.sql'), b: join(folder, 'b.sql') }
}

const step = (number: number, statement: string, more: Partial<MigrationStep> = {}): MigrationStep => ({
  number,
  action: 'alter',
  object: 'table public.t',
  title: statement,
  statements: [statement],
  hazards: [],
  locks: [],
  transaction: 'shared',
  timeouts: { lock: 1000, statement: null },
  ...more,
})
const script = (up: readonly MigrationStep[], down: readonly MigrationStep[]): MigrationScript => ({
  engine: 'postgres',
  from: '',
  to: '',
  up,
  down,
  refused: [],
})

const grow = [step(1, 'alter table t add age integer'), step(2, 'alter table t owner to understudy_pair_owner')]
const shrink = [step(1, 'alter table t owner to postgres'), step(2, 'alter table t drop age')]
const hazard = (kind: Hazard['kind']) => ({ hazards: [{ kind, why: 'because' }] })

/** The way from a to b with these steps, as of a pair of files; the other way is not looked at. */
async function ofFiles(up: readonly MigrationStep[], down: readonly MigrationStep[], one?: string, other?: string) {
  return (await provePair(server, await pair(one, other), () => script(up, down)))[0]
}

const files = await pair()
const from = await readSide(server, await server.load(files.a))
const to = await readSide(server, await server.load(files.b))
/** The same between databases that are loaded once for all. */
const there = (up: readonly MigrationStep[], down: readonly MigrationStep[]) =>
  proveMigration(server, from, to, () => script(up, down))

test('a script that does what it should converges, its rows kept', async () => {
  expect(await ofFiles(grow, shrink)).toEqual({ result: 'converged', up: 2, down: 2, rows: 'kept', destructive: [] })
})

test.each([
  ['an owner that is forgotten', [grow[0]!], shrink, 'up: independent fingerprint', 'postgres'],
  ['a column that is forgotten', [grow[1]!], shrink, 'up: independent fingerprint', 'column public.t.age'],
  ['a way back that does not lead back', grow, [shrink[0]!], 'down: independent fingerprint', 'column public.t.age'],
  ['a statement that fails', [...grow, step(3, 'alter table nowhere add x text')], shrink, 'step', 'nowhere'],
  ['rows that are lost in silence', [step(0, 'delete from t'), ...grow], shrink, 'up: rows', 'public'],
  ['values that are changed in silence', [step(0, "update t set name = 'x'"), ...grow], shrink, 'up: rows', 'name'],
] as const)('%s is found', async (_title, up, down, at, why) => {
  expect(await there(up, down)).toEqual({ result: 'failed', at, why: expect.stringContaining(why) })
})

test('a step that says that it deletes may delete, and one that may fail on data is tried without any', async () => {
  const deleting = [step(0, 'delete from t', hazard('deletes data')), ...grow]
  expect(await there(deleting, shrink)).toMatchObject({ result: 'converged', destructive: ['delete from t'] })
  const failing = [...grow, step(3, 'alter table t alter age set not null', hazard('may fail on data'))]
  expect(await ofFiles(failing, shrink, a, `${b}; alter table t alter age set not null`)).toMatchObject({
    result: 'converged',
    rows: expect.stringContaining('left out'),
  })
})

test('what cannot be loaded is said', async () => {
  expect(await ofFiles([], [], 'create table')).toEqual({
    result: 'not loaded',
    why: expect.stringContaining('syntax'),
  })
})
