import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import { policyOf } from '../anonymize/policy/example-schema.ts'
import { exampleKey } from '../anonymize/transforms/example-setting.ts'
import { connect } from '../database/connect.ts'
import { dropDatabase } from '../database/postgres/drop-database.ts'
import { inDatabase } from '../database/postgres/in-database.ts'
import { cloneDatabase } from './clone-database.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy foreign-'))
const server = await connect(inject('testServer').url)
const unique = `foreign_${randomBytes(4).toString('hex')}`
const url = (name: string) => inDatabase(inject('testServer').url, `${unique}_${name}`)
// The server may be another user's.
await chmod(folder, 0o755)
const elsewhere = join(folder, 'people.csv')
await writeFile(elsewhere, '1,zyzzyva@corp.example\n')
let made = 0

afterAll(async () => {
  const names = await server.query<{ name: string }>('select datname as name from pg_database where datname like $1', [
    `${unique}%`,
  ])
  for (const { name } of names) await dropDatabase(server, name)
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

async function cloned(script: string, decision: 'keep' | { transform: string }, table = 'public.away') {
  const [from, to] = [`from_${++made}`, `to_${made}`]
  for (const name of [from, to]) await server.query(`create database ${unique}_${name}`)
  {
    await using database = await connect(url(from))
    await database.execute(`create extension file_fdw; create server files foreign data wrapper file_fdw;
      create table t (id int primary key); insert into t values (1);
      create foreign table away (id int, mail text) server files options (filename '${elsewhere}', format 'csv'); ${script}`)
  }
  const { verification, plan } = await cloneDatabase(
    { url: url(from) },
    { url: url(to) },
    {
      policy: policyOf({
        'public.t': { id: 'keep' },
        'public.away': { id: 'keep', mail: 'keep' },
        [table]: { id: 'keep', mail: decision },
      }),
      key: exampleKey('foreign'),
      folder,
      waive: ['source-can-write'],
      confirm: { name: `${unique}_${to}` },
    },
  )
  return { verification, plan, target: url(to) }
}

describe('rows of a foreign table', () => {
  test('are not to be masked: no mask reaches them, and the line to write is printed', async () => {
    const error = await failure(cloned('', { transform: 'email' }))
    expect(error.code).toBe('TRANSFORM_UNFIT')
    expect(error.message + error.hint).toContain('"mail": "keep"')
  })

  test('come into no materialized view of the target, nor into one that is made of such a one', async () => {
    const { verification, plan, target } = await cloned(
      `create view v as select mail from away;
       create materialized view seen as select mail from v; create materialized view again as select mail from seen;
       create materialized view own as select id from t`,
      'keep',
    )
    expect(verification?.passed).toBe(true)
    expect(plan.notes.join('\n')).toContain('public.again, public.seen')
    await using database = await connect(target)
    const filled = 'select matviewname as name, ispopulated as filled from pg_matviews order by 1'
    expect(await database.query(filled)).toEqual([
      { name: 'again', filled: false },
      { name: 'own', filled: true },
      { name: 'seen', filled: false },
    ])
  })

  test('that are a part of a table are refused before a row is read', async () => {
    const error = await failure(
      cloned(
        `create table p (id int, mail text) partition by list (id); create table p1 partition of p for values in (2);
         create foreign table p2 partition of p for values in (1) server files options (filename '${elsewhere}', format 'csv')`,
        { transform: 'email' },
        'public.p',
      ),
    )
    expect(error.message).toContain('public.p2')
    expect(error.details).toMatchObject({ stands: expect.stringContaining('nothing was changed') })
  })
})
