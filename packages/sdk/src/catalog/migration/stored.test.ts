import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { MigrationScript, MigrationStep } from './step.ts'
import { readStoredMigration, saveMigration } from './stored.ts'

const folder = join(await mkdtemp(join(tmpdir(), 'understudy-stored-')), 'deep', 'migrations')
afterAll(() => rm(join(folder, '../..'), { recursive: true, force: true }))

function step(statement: string): MigrationStep {
  return {
    number: 1,
    action: 'create',
    object: 'table public.a',
    title: statement,
    statements: [statement],
    hazards: [],
    locks: [],
    transaction: 'shared',
    timeouts: { lock: 3000, statement: null },
  }
}

const script: MigrationScript = {
  engine: 'postgres',
  from: 'before',
  to: 'after',
  up: [step('CREATE TABLE public.a (note text)')],
  down: [step('DROP TABLE public.a')],
  refused: [],
}

test('what is saved is read again, in both directions', async () => {
  const { files } = await saveMigration(folder, '2026-11-28-a', script)
  expect(files.map((file) => file.slice(folder.length + 1))).toEqual([
    '2026-11-28-a.up.sql',
    '2026-11-28-a.down.sql',
    '2026-11-28-a.json',
  ])
  const up = await readStoredMigration(folder, '2026-11-28-a', 'postgres')
  expect([up.steps, up.from, up.to, up.edited]).toEqual([script.up, 'before', 'after', []])
  const down = await readStoredMigration(folder, '2026-11-28-a', 'postgres', { direction: 'down' })
  expect([down.steps, down.from, down.to]).toEqual([script.down, 'after', 'before'])
})

test('a name that is taken is refused, and what stands there stays', async () => {
  await saveMigration(folder, 'taken', script)
  const before = await readFile(join(folder, 'taken.up.sql'), 'utf8')
  const other = { ...script, up: [step('CREATE TABLE other (id int)')] }
  await expect(saveMigration(folder, 'taken', other)).rejects.toMatchObject({ code: 'FILE_EXISTS' })
  expect(await readFile(join(folder, 'taken.up.sql'), 'utf8')).toBe(before)
  await writeFile(join(folder, 'half.json'), 'mine')
  await expect(saveMigration(folder, 'half', script)).rejects.toMatchObject({ code: 'FILE_EXISTS' })
  expect((await readdir(folder)).filter((file) => file.startsWith('half'))).toEqual(['half.json'])
})

test('a file that was changed since is refused with both hashes, unless that is meant', async () => {
  await saveMigration(folder, 'changed', script)
  const path = join(folder, 'changed.up.sql')
  await writeFile(path, (await readFile(path, 'utf8')).replace('(note text);', '(note text, more text);'))
  await expect(readStoredMigration(folder, 'changed', 'postgres')).rejects.toMatchObject({
    code: 'MIGRATION_EDITED',
    message: expect.stringMatching(/was [0-9a-f]{64} and is [0-9a-f]{64}$/),
  })
  const meant = await readStoredMigration(folder, 'changed', 'postgres', { edited: true })
  expect([meant.edited, meant.steps[0]?.statements]).toEqual([[1], ['CREATE TABLE public.a (note text, more text)']])
})

test.each(['../up', 'a/b', '', '.hidden', 'a\0b'])('%j is no name', async (name) => {
  await expect(saveMigration(folder, name, script)).rejects.toMatchObject({ code: 'MIGRATION_UNKNOWN' })
  await expect(readStoredMigration(folder, name, 'postgres')).rejects.toMatchObject({ code: 'MIGRATION_UNKNOWN' })
})

test('one that is not there, and a record that is none, are said to be so', async () => {
  await expect(readStoredMigration(folder, 'nowhere', 'postgres')).rejects.toMatchObject({ code: 'MIGRATION_UNKNOWN' })
  await writeFile(join(folder, 'broken.json'), '{}')
  await expect(readStoredMigration(folder, 'broken', 'postgres')).rejects.toMatchObject({ code: 'INPUT_MALFORMED' })
})
