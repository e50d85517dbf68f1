import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '@understudy/sdk'
import { beforeAll, describe, expect, test } from 'vitest'
import { scratch, understudy, understudyHere } from './understudy.ts'

const folder = await scratch()
const run = (...args: readonly string[]) => understudyHere(args, { cwd: folder })
const runApart = (...args: readonly string[]) => understudy(args, { cwd: folder })
const canary = /zyzzyva/i

/** Loans: what is asked and what it costs go together, one in fifty fails, and each is somebody's. */
function loans(count: number): string {
  const lines = ['id,email,amount,rate,opened,closed,failed']
  for (let row = 0; row < count; row++) {
    const amount = 1000 + ((row * 7919) % 9000)
    const opened = new Date(Date.UTC(2025, 0, 1 + ((row * 31) % 300)))
    const closed = new Date(opened.getTime() + (1 + ((row * 17) % 60)) * 86_400_000)
    const day = (date: Date): string => date.toISOString().slice(0, 10)
    const rate = (2 + amount / 2500 + (row % 7) / 100).toFixed(2)
    lines.push(`${row + 1},zyzzyva${row}@example.org,${amount},${rate},${day(opened)},${day(closed)},${row % 50 === 0}`)
  }
  return `${lines.join('\n')}\n`
}

beforeAll(async () => {
  await writeFile(join(folder, 'loans.csv'), loans(1200))
  expect((await runApart('profile', 'loans.csv', '--out', 'loans.json')).code).toBe(0)
})

const csv = async (path: string): Promise<string[][]> =>
  (await readFile(join(folder, path), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => line.split(','))

describe('profile', () => {
  test('says what it learned of each column, and shows none of its values', async () => {
    const { code, stdout } = await run('profile', 'loans.csv')
    expect(code).toBe(0)
    expect(stdout).toMatch(/email +text +key: email/)
    expect(stdout).toMatch(/rate +decimal/)
    expect(stdout).toContain('opened < closed in all rows')
    expect(stdout).not.toMatch(canary)
    expect(await readFile(join(folder, 'loans.json'), 'utf8')).not.toMatch(canary)
  })

  test('gives programs one document, with the patterns where no file takes them', async () => {
    const document = JSON.parse((await run('profile', 'loans.csv', '--json')).stdout)
    expect(document).toMatchObject({
      ok: true,
      command: 'profile',
      rows: 1200,
      patterns: { kind: 'understudy.patterns' },
    })
  })

  test('writes over no file that is there, unless that is said', async () => {
    const refused = await run('profile', 'loans.csv', '--out', 'loans.json')
    expect(refused.code).not.toBe(0)
    expect(refused.stderr).toContain('FILE_EXISTS')
    expect((await run('profile', 'loans.csv', '--out', 'loans.json', '--force')).code).toBe(0)
  })

  test('reads the tables of a database behind the guard, with their keys', async () => {
    const url = `sqlite:${join(folder, 'shop.db')}`
    await using database = await connect(url)
    await database.execute(`
      create table customers (id integer primary key, vip boolean not null);
      create table orders (id integer primary key, customer_id integer not null references customers (id), total integer not null);
      create view faulty as select no_such_function(total) as x from orders;
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 200) insert into customers select i, i % 5 = 0 from n;
      insert into orders select id * 2 - k, id, 10 + (id * 7) % 90 from customers, (select 0 as k union all select 1);`)
    const { code, stdout, stderr } = await run('profile', url, '--out', 'shop.json', '--waive', 'source-can-write')
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toContain('orders.customer_id → customers.id')
    expect(stdout).not.toContain('faulty')
    const made = await run('synthesize', '--patterns', 'shop.json', '--rows', '50', '--format', 'ndjson', '--out', '-')
    const rows = made.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const ids = new Set(rows.filter((row) => row._entity === 'customers').map(({ id }) => id))
    const orders = rows.filter((row) => row._entity === 'orders')
    expect(orders).toHaveLength(100)
    expect(orders.every(({ customer_id: id }) => ids.has(id))).toBe(true)
  })
})

describe('synthesize', () => {
  test('makes the same rows in one process, in parts and by workers', async () => {
    const make = (...more: readonly string[]) =>
      (more.includes('--workers') ? runApart : run)(
        ...['synthesize', '--patterns', 'loans.json', '--rows', '20000', '--seed', '9'],
        ...more,
      )
    for (const args of [
      ['--out', 'whole.csv'],
      ['--workers', '2', '--out', 'workers.csv'],
      ['--partition', '1/2', '--out', 'a.csv'],
      ['--partition', '2/2', '--out', 'b.csv'],
    ])
      expect((await make(...args)).code).toBe(0)
    const whole = await readFile(join(folder, 'whole.csv'), 'utf8')
    expect(await readFile(join(folder, 'workers.csv'), 'utf8')).toBe(whole)
    expect((await readFile(join(folder, 'a.csv'), 'utf8')) + (await readFile(join(folder, 'b.csv'), 'utf8'))).toBe(
      whole,
    )
    expect(whole).not.toMatch(canary)
    const rows = (await csv('whole.csv')).slice(1)
    expect(rows).toHaveLength(20_000)
    expect(rows.every(([, , , , opened = '', closed = '']) => opened < closed)).toBe(true)
  })

  test('makes only rows that meet a condition', async () => {
    const { code } = await run(
      'synthesize',
      '--patterns',
      'loans.json',
      '--rows',
      '1000',
      '--where',
      'failed',
      '--where',
      'amount > 5000',
      '--out',
      'failed.csv',
    )
    expect(code).toBe(0)
    const rows = (await csv('failed.csv')).slice(1)
    expect(rows).toHaveLength(1000)
    expect(rows.every(([, , amount, , , , failed]) => Number(amount) > 5000 && failed === 'true')).toBe(true)
  })

  test('goes beyond the sample as a scenario says', async () => {
    await writeFile(
      join(folder, 'crisis.json'),
      JSON.stringify({ rows: 2, reweight: [{ where: 'failed', share: 0.5 }] }),
    )
    expect(
      (await run('synthesize', '--patterns', 'loans.json', '--scenario', 'crisis.json', '--out', 'crisis.csv')).code,
    ).toBe(0)
    const rows = (await csv('crisis.csv')).slice(1)
    expect(rows).toHaveLength(2400)
    expect(rows.filter(([, , , , , , failed]) => failed === 'true').length / 2400).toBeCloseTo(0.5, 1)
  })

  test('leaves no value of fields that privacy rules name', async () => {
    const rules = {
      piiFields: ['failed'],
      maskingStrategy: 'anonymize',
      preserveRelationships: true,
      statisticalAccuracy: 0,
    }
    await writeFile(join(folder, 'privacy.json'), JSON.stringify(rules))
    const { code } = await run(
      'synthesize',
      '--patterns',
      'loans.json',
      '--rows',
      '100',
      '--privacy',
      'privacy.json',
      '--out',
      'private.csv',
    )
    expect(code).toBe(0)
    await writeFile(join(folder, 'privacy.json'), JSON.stringify({ ...rules, piiFields: ['nobody'] }))
    const refused = await run('synthesize', '--patterns', 'loans.json', '--privacy', 'privacy.json', '--out', 'x.csv')
    expect(refused.stderr).toContain('POLICY_MISMATCH')
    await writeFile(join(folder, 'privacy.json'), JSON.stringify({ ...rules, statisticalAccuracy: 0.9 }))
    const unproven = await run('synthesize', '--patterns', 'loans.json', '--privacy', 'privacy.json', '--out', 'x.csv')
    expect(unproven.stderr).toContain('PRIVACY_UNMET')
  })

  test('proves privacy rules against the sample before a row is written, and says what other settings would leave', async () => {
    const rules = { piiFields: ['email'], maskingStrategy: 'anonymize', preserveRelationships: true }
    const proven = async (sample: string, statisticalAccuracy: number, out: string) => {
      await writeFile(join(folder, 'asked.json'), JSON.stringify({ ...rules, statisticalAccuracy }))
      return run('synthesize', '--patterns', 'loans.json', '--privacy', 'asked.json', '--sample', sample, '--out', out)
    }
    const held = await proven('loans.csv', 0.5, 'proven.csv')
    expect([held.code, held.stderr]).toEqual([0, ''])
    expect(held.stdout).toMatch(/privacy: \d+ promises proven on the rows, .*accuracy (0|1)\.\d{3}/)
    expect(await csv('proven.csv')).toHaveLength(1201)
    // What costs more here costs less there.
    const other = loans(1200).replace(/,(\d\.\d\d),/g, (_, rate: string) => `,${(9.99 - Number(rate)).toFixed(2)},`)
    await writeFile(join(folder, 'other.csv'), other)
    const refused = await proven('other.csv', 0.9, 'unproven.csv')
    expect(refused.stderr).toMatch(/PRIVACY_UNMET[\s\S]*was asked for:\nno privacy rules: accuracy/)
    await expect(readFile(join(folder, 'unproven.csv'))).rejects.toThrow(/ENOENT/)
    const into = await run('synthesize', '--patterns', 'loans.json', '--sample', 'loans.csv', '--into', 'sqlite:x.db')
    expect([into.code, into.stderr.includes('--sample is what privacy rules are proven against')]).toEqual([2, true])
  })

  test('puts rows into the tables of a database, makes them where that is asked for, and not into production', async () => {
    const url = `sqlite:${join(folder, 'made.db')}`
    const first = await run('synthesize', '--patterns', 'loans.json', '--rows', '50', '--into', url, '--create')
    expect([first.code, first.stderr]).toEqual([0, ''])
    expect(first.stdout).toMatch(/^50 rows into .+\n1 statement made its tables\n {2}loans +50\n/)
    const second = await run('synthesize', '--patterns', 'loans.json', '--rows', '50', '--into', url, '--json')
    expect(JSON.parse(second.stdout)).toMatchObject({ command: 'synthesize', rows: 50, tables: [{ before: 50 }] })
    await using database = await connect(url)
    const [row] = await database.query(
      'select count(*) as n, count(distinct id) as ids, count(distinct email) as mails from loans',
    )
    expect(row).toMatchObject({ n: 100, ids: 100, mails: 100 })
    const files = await run('synthesize', '--patterns', 'loans.json', '--into', url, '--format', 'csv')
    expect([files.code, files.stderr.includes('--format is for files')]).toEqual([2, true])
    const env = { UNDERSTUDY_STATE: join(folder, 'state') }
    const live = await understudyHere(['env', 'add', 'live', '--type', 'production', '--url', url], {
      cwd: folder,
      env,
    })
    expect(live.code).toBe(0)
    const refused = await understudyHere(['synthesize', '--patterns', 'loans.json', '--into', 'live'], {
      cwd: folder,
      env,
    })
    expect([refused.code, refused.stderr.includes('TARGET_REFUSED')]).toEqual([1, true])
  })

  test.each([
    ['a file that holds no patterns', ['--patterns', 'loans.csv'], 'PATTERNS_INVALID'],
    [
      'a condition that no row can meet',
      ['--patterns', 'loans.json', '--rows', '20', '--where', 'amount > 1000000'],
      'CONSTRAINT_UNSATISFIED',
    ],
    ['a condition on no column', ['--patterns', 'loans.json', '--where', 'colour = 1'], 'EXPRESSION_INVALID'],
    ['rows of no entity', ['--patterns', 'loans.json', '--rows', 'boats=3'], 'TABLE_UNKNOWN'],
  ])('refuses %s, and leaves no file', async (_, args, code) => {
    const refused = await run('synthesize', ...args, '--out', 'none.csv')
    expect(refused.code).toBeGreaterThan(0)
    expect(refused.stderr).toContain(code)
    await expect(readFile(join(folder, 'none.csv'))).rejects.toThrow(/ENOENT/)
  })
})
