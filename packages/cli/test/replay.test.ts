import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect, DatabaseContextManager, type factories, fillTables, fixtures } from '@understudy/sdk'
import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { scratch, understudyHere } from './understudy.ts'

const folder = await scratch()
const sdk = import.meta.resolve('@understudy/sdk')
const ddl = `create table authors (id integer primary key, name text not null);
create table books (id integer primary key, author_id integer not null references authors (id), title text);`
const needs = join(folder, 'needs.ts')
const rows = join(folder, 'rows.json')

await writeFile(rows, '{"authors": [{"id": 501, "name": "Ada"}], "books": [{"id": 502, "author_id": 501}]}')
await writeFile(
  needs,
  `import { assigned, defineFactory, factories, kind } from ${JSON.stringify(sdk)}
const authors = defineFactory('authors', { fields: { id: assigned(), name: kind('full-name') } })
export const data: Record<string, unknown> = { shop: factories({ authors }) }`,
)

let postgres = ''
let sqlite = ''
let token = ''
let own = ''
let seen = ''

/** A test that fails in a context, and prints its token. */
async function failing(
  url: string,
  names: readonly ('fill' | 'files' | 'shop')[],
): Promise<{ token: string; seen: string }> {
  const { data }: { data: { shop: ReturnType<typeof factories> } } = await import(needs)
  await using manager = new DatabaseContextManager({ environment: {}, sweep: false })
  await using context = await manager.setupContext('database', {
    database: { url },
    ledger: { folder: join(folder, 'ledger') },
    seed: 12,
    data: { ...data, fill: fillTables({ rows: 4 }), files: fixtures(rows) },
  })
  for (const name of names) {
    const loaded: unknown = await context.testData.get(name)
    if (name === 'shop') await create(loaded)
  }
  const all = [
    ...(await context.database.query('select id, name from authors order by id')).map((row) => ({
      table: 'authors',
      row,
    })),
    ...(await context.database.query('select id, author_id, title from books order by id')).map((row) => ({
      table: 'books',
      row,
    })),
  ]
  return { token: context.replayToken, seen: all.map((line) => `${JSON.stringify(line)}\n`).join('') }
}

async function create(loaded: unknown): Promise<void> {
  const { authors } = loaded as { authors: { createMany(count: number): Promise<unknown> } }
  await authors.createMany(2)
}

beforeAll(async () => {
  postgres = await testDatabase('replay_cli')
  sqlite = `sqlite:${join(folder, 'books.db')}`
  for (const url of [postgres, sqlite]) {
    await using database = await connect(url)
    await database.execute(ddl)
  }
  ;({ token, seen } = await failing(sqlite, ['fill', 'files']))
  own = (await failing(sqlite, ['shop'])).token
})

test('the rows of a token come out as NDJSON, as the test saw them, and nothing is left of them', async () => {
  const { code, stdout, stderr } = await understudyHere(['replay', token, '--from', sqlite])
  expect(stderr).toContain('(seed 12: fill, files)')
  expect(stdout).toBe(seen)
  expect(code).toBe(0)
  await using database = await connect(sqlite)
  expect(await database.query('select id from authors')).toEqual([])
})

test('Postgres: made in a copy and written to a file, which is not overwritten', async () => {
  const { token: other, seen: there } = await failing(postgres, ['files', 'fill'])
  const out = join(folder, 'made.ndjson')
  const first = await understudyHere(['replay', other, '--from', postgres, '--out', out, '--json'])
  expect(JSON.parse(first.stdout)).toMatchObject({ ok: true, command: 'replay', seed: 12, out })
  expect(await readFile(out, 'utf8')).toBe(there)
  const second = await understudyHere(['replay', other, '--from', postgres, '--out', out])
  expect(second.code).toBe(1)
  expect(second.stderr).toContain('FILE_EXISTS')
})

test('the rows can be made in a database that keeps them', async () => {
  const into = `sqlite:${join(folder, 'into.db')}`
  {
    await using database = await connect(into)
    await database.execute(ddl)
  }
  const { code, stdout } = await understudyHere(['replay', token, '--into', into, '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout).rows).toBe(seen.trim().split('\n').length)
  await using database = await connect(into)
  expect(await database.query('select name from authors where id = 501')).toEqual([{ name: 'Ada' }])
})

test('factories come from a module of the tests', async () => {
  const without = await understudyHere(['replay', own, '--from', sqlite])
  expect(without.code).toBe(2)
  expect(without.stderr).toContain('--needs FILE.ts')
  const { code, stdout } = await understudyHere(['replay', own, '--from', sqlite, '--needs', needs])
  expect(code).toBe(0)
  expect(stdout).toBe((await failing(sqlite, ['shop'])).seen)
})

test.each([
  ['another schema', () => ['replay', token, '--from', postgres], 1, 'REPLAY_TOKEN_OUTDATED'],
  ['a token that is none', () => ['replay', 'users/17?seed=1', '--from', sqlite], 2, 'REPLAY_TOKEN_INVALID'],
  ['no database', () => ['replay', token], 2, 'give --from URL or --into URL'],
  ['two uses of standard output', () => ['replay', token, '--from', sqlite, '--json', '--out', '-'], 2, '--out -'],
  ['a database that is not there', () => ['replay', token, '--into', `sqlite:${join(folder, 'none.db')}`], 1, ''],
  ['needs that are none', () => ['replay', own, '--from', sqlite, '--needs', rows], 1, 'CONFIG_INVALID'],
])('%s is refused', async (_, args, code, said) => {
  const ended = await understudyHere(args())
  expect(ended.stdout + ended.stderr).toContain(said)
  expect(ended.code).toBe(code)
  expect(existsSync(join(folder, 'none.db'))).toBe(false)
})
