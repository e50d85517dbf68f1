import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '@understudy/sdk'
import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { scratch, shop, understudy, understudyHere } from './understudy.ts'

const folder = await scratch()
const env = { UNDERSTUDY_STATE: join(folder, 'state') }
const quality = (...args: readonly string[]) => understudyHere(['quality', ...args], { cwd: folder, env })

const orders = Array.from({ length: 200 }, (_, at) => {
  const placed = new Date(Date.UTC(2024, 0, 1 + (at % 90)))
  const sent = new Date(placed.getTime() + ((at % 9) + 1) * 86_400_000)
  const status = ['open', 'paid', 'done'][at % 3]
  return `${at + 1},zyzzyva${at}@qwx.example,${status},${placed.toISOString().slice(0, 10)},${sent.toISOString().slice(0, 10)},${(at % 70) + 0.5}`
})
const file = `id,email,status,placed,sent,total\n${orders.join('\n')}\n`
const canary = /zyzzyva|qwx/

let url: string
beforeAll(async () => {
  await mkdir(join(folder, 'later'))
  await writeFile(join(folder, 'orders.csv'), file)
  url = await testDatabase('cli quality suggest')
  await using database = await connect(url)
  await database.execute(`
    create table people (id integer primary key, name text not null, age integer check (age >= 18));
    insert into people select n, 'Name ' || n, 20 + n % 50 from generate_series(1, 100) as n`)
})

test('what is suggested of a file passes on it, letter by letter as it was written', async () => {
  const suggested = await understudy(['quality', 'suggest', 'orders.csv', '--out', 'rules.json'], { cwd: folder, env })
  expect(suggested).toMatchObject({ code: 0, stdout: expect.stringContaining('sent is greater than placed') })
  expect(suggested.stdout).toContain('email: It looks like e-mail address')
  const written = await readFile(join(folder, 'rules.json'), 'utf8')
  expect(written + suggested.stdout).not.toMatch(canary)
  expect(await quality('check', 'orders.csv', '--rules', 'rules.json', '--strict')).toMatchObject({ code: 0 })
})

test('a row that is broken otherwise than all others is caught', async () => {
  await writeFile(join(folder, 'later', 'orders.csv'), `${file}201,new@qwx.example,lost,2024-05-01,2024-04-01,-5\n`)
  const { code, stdout } = await quality('check', join('later', 'orders.csv'), '--rules', 'rules.json')
  expect(code).toBe(1)
  for (const id of ['status.inSet', 'placed+sent.pairGreater', 'total.range']) expect(stdout).toContain(id)
})

test('a file that is there is written over only where that is said', async () => {
  await writeFile(join(folder, 'mine.json'), 'mine')
  const refused = await quality('suggest', shop, '--out', 'mine.json')
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('FILE_EXISTS') })
  expect(await readFile(join(folder, 'mine.json'), 'utf8')).toBe('mine')
  expect(await quality('suggest', shop, '--out', 'mine.json', '--force')).toMatchObject({ code: 0 })
  expect(await readFile(join(folder, 'mine.json'), 'utf8')).toContain('understudy.quality-rules')
})

test('a schema gives rules without a row', async () => {
  const { code, stdout } = await quality('suggest', shop, '--json')
  const { rules, entities, conflicts } = JSON.parse(stdout)
  expect({ code, entities, conflicts }).toEqual({ code: 0, entities: [], conflicts: [] })
  expect(rules.consistencyRules).toContainEqual(expect.objectContaining({ id: 'orders.customer_id.foreignKey' }))
})

test('a database gives what its catalog says, and what its rows say unless none are read', async () => {
  const both = JSON.parse((await quality('suggest', url, '--waive', 'source-can-write', '--json')).stdout)
  const ids = (document: { rules: Record<string, unknown> }) =>
    Object.values(document.rules)
      .flat()
      .flatMap((rule) => (typeof rule === 'object' && rule !== null && 'id' in rule ? [String(rule.id)] : []))
  expect(ids(both)).toEqual(expect.arrayContaining(['people.age.range', 'people.name.regex']))
  expect(both.entities).toEqual([{ name: 'people', rows: 100 }])
  const alone = JSON.parse((await quality('suggest', url, '--waive', 'source-can-write', '--no-rows', '--json')).stdout)
  expect(ids(alone)).toContain('people.age.range')
  expect(ids(alone)).not.toContain('people.name.regex')
  expect(alone.entities).toEqual([])
})

test('rules that are less sure are left out, and named', async () => {
  const { stdout } = await quality('suggest', 'orders.csv', '--min-confidence', '0.9', '--json')
  const { notes, rules } = JSON.parse(stdout)
  expect(notes).toContainEqual(
    expect.objectContaining({ code: 'NOT_SURE', message: expect.stringContaining('orders.total.range') }),
  )
  expect(JSON.stringify(rules)).not.toContain('orders.total.range')
})

test.each([
  ['a share that is none', ['orders.csv', '--min-confidence', '2'], 2, /--min-confidence is a number from 0 to 1/],
  ['a file that is not there', ['gone.csv'], 2, /gone\.csv/],
])('%s', async (_, args, code, message) => {
  expect(await quality('suggest', ...args)).toMatchObject({ code, stderr: expect.stringMatching(message) })
})

test('a file without rows suggests nothing, and says why', async () => {
  await writeFile(join(folder, 'empty.csv'), 'a,b\n')
  const { code, stdout } = await quality('suggest', 'empty.csv')
  expect(code).toBe(0)
  expect(stdout).toMatch(/0 rules|0 rows: fewer than 30/)
})
