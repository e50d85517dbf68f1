import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connectSqlite } from '@understudy/sdk/sqlite'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { connectorWorld } from '../../../test/connectors.ts'

const world = await connectorWorld('sqlite', { name: 'import-database' })
const { must, send, done, rows, connector } = world
await world.work()

const url = new URL(await testDatabase('connector_source'))
const owner = new pg.Client({ connectionString: url.href })
await owner.connect()
const reader = `reader_${url.pathname.slice(1, 40)}`
await owner.query(`
  create table customers (id bigint primary key, name text not null, joined date, balance numeric(12,2), raw jsonb);
  create table orders (id bigint primary key, customer bigint references customers, at timestamptz);
  create view rich as select id from customers where balance > 10;
  insert into customers values (1, 'Ann', '2020-01-02', 12.50, '{"a":1}'), (2, 'Bob', null, 3, null);
  insert into orders values (10, 1, '2026-01-02T03:04:05Z'), (11, 2, null);
  create role "${reader}" login password 'reader';
  grant select on all tables in schema public to "${reader}";
  revoke create on schema public from public;`)
afterAll(async () => {
  await owner.query(`drop owned by "${reader}"; drop role "${reader}"`)
  await owner.end()
})
const settings = {
  host: url.hostname,
  port: Number(url.port),
  database: url.pathname.slice(1),
  user: reader,
  tls: false,
}
const from = (name: string, changed: object = {}, credentials: object = { password: 'reader' }) =>
  connector({ name, kind: 'postgres', use: 'import', settings: { ...settings, ...changed }, credentials })
const imported = async (id: string, asked: object) => done(await must('POST', `/connectors/${id}/import`, asked))

test('tables of Postgres become entities, read by a role that may only read, as of one moment', async () => {
  const id = await from('reader')
  expect(await must('POST', `/connectors/${id}/test`)).toMatchObject({
    ok: true,
    objects: [{ name: 'customers' }, { name: 'orders' }, { name: 'rich' }],
  })
  const { job, transfer } = await imported(id, {
    dataset: 'shop',
    objects: [{ name: 'customers' }, { name: 'orders', entity: 'sales' }],
  })
  expect(job).toMatchObject({ status: 'completed', result: { objects: 2, rows: 4 } })
  expect(transfer.report.objects).toMatchObject([
    { entity: 'customers', rows: 2 },
    { entity: 'sales', rows: 2 },
  ])
  expect(await rows('shop', 'customers')).toEqual([
    { id: 1, name: 'Ann', joined: '2020-01-02', balance: 12.5, raw: { a: 1 } },
    { id: 2, name: 'Bob', joined: null, balance: 3, raw: null },
  ])
  const { entities } = await must('GET', '/datasets/shop/versions/1')
  expect(entities[0]).toMatchObject({ entity: 'customers', primaryKey: ['id'] })
  expect(entities[0].columns.map(({ type }: { type: string }) => type)).toEqual([
    'bigint',
    'text',
    'date',
    'numeric',
    'json',
  ])
})

test('a role that could write is not read by', async () => {
  const id = await from('writer', { user: decodeURIComponent(url.username) || 'postgres' }, {})
  const { job } = await imported(id, { dataset: 'writer' })
  expect(job.error).toMatchObject({
    errorCode: 'CONNECTOR_FAILED',
    suggestedActions: expect.arrayContaining(['Give the connector a role that may only read.']),
  })
})

test('a table that is not there, rows that do not fit and a format for a table are told', async () => {
  const id = await from('asker')
  const missing = await imported(id, { dataset: 'asked', objects: [{ name: 'passwords' }] })
  expect(missing.job.error).toMatchObject({
    errorCode: 'CONNECTOR_FAILED',
    message: expect.stringContaining('passwords'),
  })
  const schema = { entities: [{ name: 'customers', fields: { id: { type: 'integer' }, joined: { type: 'date' } } }] }
  const wrong = await imported(id, { dataset: 'asked', objects: [{ name: 'customers' }], schema, mostRejected: 1 })
  expect(wrong.job).toMatchObject({ status: 'completed', result: { rows: 1, rejected: 1 } })
  expect(wrong.transfer.report.rejected).toEqual([
    { object: 'customers', entity: 'customers', row: 2, column: 'joined', reason: 'it has no value, and needs one' },
  ])
  const formed = await imported(id, { dataset: 'asked', objects: [{ name: 'customers', format: 'csv' }] })
  expect(formed.job.error).toMatchObject({ errorCode: 'REQUEST_INVALID' })
})

test('a database that is not there, is not let in to or speaks no TLS is told', async () => {
  const nowhere = await imported(await from('nowhere', { port: 9 }), { dataset: 'none' })
  expect(nowhere.job.error).toMatchObject({ errorCode: 'CONNECTOR_UNREACHABLE' })
  const none = await imported(await from('none', { database: 'none_of_these' }), { dataset: 'none' })
  expect(none.job.error).toMatchObject({ errorCode: 'CONNECTOR_FAILED' })
  const plain = await imported(await from('tls', { tls: true }), { dataset: 'none' })
  expect(plain.job.error.errorCode).toMatch(/CONNECTOR_(UNREACHABLE|FAILED)/)
  expect(JSON.stringify([nowhere, none, plain])).not.toContain('password')
})

test('settings cannot name a file, a socket or another host by the way of a URL', async () => {
  for (const wrong of [
    { host: '/tmp' },
    { host: 'a?host=/tmp' },
    { host: 'a/b' },
    { host: '169.254.169.254' },
    { sslrootcert: '/etc/passwd' },
  ]) {
    const body = { name: 'wrong', kind: 'postgres', use: 'import', settings: { ...settings, ...wrong } }
    const answer = await send('POST', '/connectors', body)
    expect(answer.status, JSON.stringify(wrong)).toBe(400)
  }
  // What looks like a parameter is the name of a database.
  const { job } = await imported(await from('odd', { database: 'x?host=/tmp&sslrootcert=/etc/passwd' }), {
    dataset: 'none',
  })
  expect(job.error).toMatchObject({ errorCode: 'CONNECTOR_FAILED' })
  const both = await send('POST', '/connectors', { name: 'both', kind: 'postgres', settings })
  expect(both.body).toMatchObject({ errorCode: 'REQUEST_INVALID' })
})

test('tables of a file of SQLite become entities, and the file stays as it is', async () => {
  await world.file('db/keep', '')
  const path = join(world.folder, 'db', 'shop.db')
  const database = await connectSqlite(path)
  await database.execute(
    "create table items (id integer primary key, name text); insert into items values (1, 'a'), (2, null)",
  )
  await database.close()
  const id = await connector({ name: 'file', kind: 'sqlite', use: 'import', settings: { file: 'db/shop.db' } })
  const { job } = await imported(id, { dataset: 'items' })
  expect(job).toMatchObject({ status: 'completed', result: { rows: 2 } })
  expect(await rows('items', 'items')).toEqual([
    { id: 1, name: 'a' },
    { id: 2, name: null },
  ])
  await symlink(path, join(world.folder, 'db', 'link.db'))
  await writeFile(join(world.folder, 'db', 'beside.db'), await readFile(path))
  await symlink('/etc/passwd', join(world.folder, 'db', 'beside.db-journal'))
  for (const file of ['db/link.db', 'db/beside.db']) {
    const link = await connector({ name: file, kind: 'sqlite', use: 'import', settings: { file } })
    expect((await imported(link, { dataset: 'items' })).job.error, file).toMatchObject({
      errorCode: 'CONNECTOR_FAILED',
    })
  }
  const gone = await connector({ name: 'gone', kind: 'sqlite', use: 'import', settings: { file: 'db/none.db' } })
  expect((await imported(gone, { dataset: 'items' })).job.error).toMatchObject({ errorCode: 'CONNECTOR_FAILED' })
  await world.file('db/text.db', 'this is no database at all, and long enough to be looked at')
  const text = await connector({ name: 'text', kind: 'sqlite', use: 'import', settings: { file: 'db/text.db' } })
  expect((await imported(text, { dataset: 'items' })).job.error.errorCode).toMatch(/CONNECTOR_/)
})

test('nothing of this was a fault of the server', () => {
  expect(world.faults).toEqual([])
})
