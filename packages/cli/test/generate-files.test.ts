import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isFull } from '../../../test/full.ts'
import { scratch, shop, understudy, understudyHere } from './understudy.ts'

const folder = await scratch()
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
/** Of an entity more than one task makes, see `rowsOfTask`. */
const several = 17_000
const many = ['500', `orders=${several}`].flatMap((rows) => ['--rows', rows])
const generate = (...args: string[]) => understudyHere(['generate', '--schema', shop, ...args], { cwd: folder })

async function contentOf(path: string): Promise<Record<string, string>> {
  const files = await readdir(path)
  return Object.fromEntries(
    await Promise.all(files.sort().map(async (file) => [file, sha256(await readFile(join(path, file), 'utf8'))])),
  )
}

test('rows go to standard output, the summary to stderr, and the same seed gives the same bytes', async () => {
  const one = await generate('--rows', '500', '--seed', '7', '--format', 'ndjson', '--out', '-')
  const two = await generate('--rows', '500', '--seed', '7', '--format', 'NDJSON', '--out', '-')
  const other = await generate('--rows', '500', '--seed', '8', '--format', 'ndjson', '--out', '-')
  expect([one.code, two.stdout === one.stdout, other.stdout === one.stdout]).toEqual([0, true, false])
  const rows = one.stdout
    .trimEnd()
    .split('\n')
    .map((line): { _entity: string } => JSON.parse(line))
  expect(new Set(rows.map(({ _entity }) => _entity)).size).toBeGreaterThanOrEqual(5)
  expect(one.stderr).toContain('rows/s')
})

test('partitions put together in order, and any number of workers, make the same bytes', async () => {
  const args = [...many, '--seed', '7', '--format', 'ndjson', '--out', '-']
  const whole = await generate(...args)
  const parts = []
  for (let part = 1; part <= 3; part++) parts.push((await generate(...args, '--partition', `${part}/3`)).stdout)
  const workers = await generate(...args, '--workers', '3')
  expect([sha256(parts.join('')), sha256(workers.stdout)]).toEqual([sha256(whole.stdout), sha256(whole.stdout)])
})

test.each(['json', 'csv', 'xml', 'sql'])('%s: parts and workers make the files of one process', async (format) => {
  const entity = [...many, '--seed', '3', '--format', format, '--entity', 'orders', '--out', '-']
  const whole = await generate(...entity)
  const parts = []
  for (let part = 1; part <= 2; part++) parts.push((await generate(...entity, '--partition', `${part}/2`)).stdout)
  const made = [parts.join('')]
  // To workers tasks of any format are given alike.
  if (isFull || format === 'json') made.push((await generate(...entity, '--workers', '2')).stdout)
  expect([whole.code, ...made.map(sha256)]).toEqual([0, ...made.map(() => sha256(whole.stdout))])
})

test('formats of one entity a file go to a folder with a file each', async () => {
  const out = join(folder, 'csv out')
  const one = await generate(...many, '--format', 'CSV', '--out', out, '--json')
  const { entities, rows } = JSON.parse(one.stdout)
  expect([one.code, await readdir(out)]).toEqual([0, expect.arrayContaining(['customers.csv', 'orders.csv'])])
  expect(rows).toBe(entities.reduce((sum: number, entity: { rows: number }) => sum + entity.rows, 0))
  const lines = (await readFile(join(out, 'orders.csv'), 'utf8')).split('\n')
  expect([lines[0], lines.length]).toEqual([expect.stringContaining('id'), several + 2])

  const again = join(folder, 'csv again')
  await generate(...many, '--format', 'csv', '--out', again, '--workers', '2')
  expect(await contentOf(again)).toEqual(await contentOf(out))
})

test('a parquet file is whole whether workers are asked for or not', async () => {
  await generate('--rows', '3000', '--format', 'parquet', '--out', 'p1')
  await generate('--rows', '3000', '--format', 'parquet', '--out', 'p2', '--workers', '2')
  expect(await contentOf(join(folder, 'p2'))).toEqual(await contentOf(join(folder, 'p1')))
  const part = await generate('--rows', '3000', '--format', 'parquet', '--out', 'p3', '--partition', '1/2')
  expect([part.code, part.stderr]).toEqual([2, expect.stringContaining('FORMAT_UNSUPPORTED')])
})

test('the ending of the file says the format where nobody else does', async () => {
  await generate('--rows', '10', '--entity', 'customers', '--out', 'customers.csv')
  expect(await readFile(join(folder, 'customers.csv'), 'utf8')).toMatch(/^id,/)
})

test('Ctrl-C ends with 130, leaves no half file and what was there before as it was', async () => {
  const home = join(folder, 'interrupted')
  await mkdir(home)
  await writeFile(join(home, 'shop.ndjson'), 'what was there')
  for (const workers of ['1', '2']) {
    const { code, stderr } = await understudy(
      ['generate', '--schema', shop, '--rows', '3000000', '--out', 'shop.ndjson', '--workers', workers],
      {
        cwd: home,
        watch: async (kill) => {
          while ((await readdir(home)).length === 1) await new Promise((resolve) => setTimeout(resolve, 20))
          kill('SIGINT')
        },
      },
    )
    expect([code, stderr]).toEqual([130, expect.stringMatching(/CANCELLED[\s\S]*stands nothing of this run/)])
    expect(await readdir(home)).toEqual(['shop.ndjson'])
    expect(await readFile(join(home, 'shop.ndjson'), 'utf8')).toBe('what was there')
  }
})

test('the configuration beside or above is read, --config names another, and the command line wins', async () => {
  const home = join(folder, 'configured')
  await mkdir(join(home, 'deeper'), { recursive: true })
  const config = (rows: number, value: string) => ({
    kind: 'understudy.config',
    version: 1,
    generate: {
      rows: 5,
      entities: { customers: { rows, fields: { city: { kind: 'constant', options: { value } } } } },
    },
  })
  await writeFile(join(home, 'understudy.config.json'), JSON.stringify(config(7, 'Upward')))
  await writeFile(join(home, 'other.ts'), `export default ${JSON.stringify(config(9, 'Named'))} as const`)
  const rowsOf = async (...args: string[]) => {
    const { stdout, stderr } = await understudyHere(
      ['generate', '--schema', shop, '--format', 'ndjson', '--entity', 'customers', '--out', '-', ...args],
      { cwd: join(home, 'deeper') },
    )
    if (stdout === '') throw new Error(stderr)
    return stdout
      .trimEnd()
      .split('\n')
      .map((line): string => JSON.parse(line).city)
  }
  expect(await rowsOf()).toEqual(Array(7).fill('Upward'))
  expect(await rowsOf('--config', '../other.ts')).toEqual(Array(9).fill('Named'))
  expect(await rowsOf('--rows', 'customers=3')).toEqual(Array(3).fill('Upward'))

  await writeFile(join(home, 'understudy.config.json'), JSON.stringify({ ...config(0, 'x'), other: 1 }))
  const { code, stderr } = await understudyHere(['generate', '--schema', shop, '--out', '-'], { cwd: home })
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/CONFIG_INVALID[\s\S]*entities\.customers\.rows[\s\S]*other/),
  ])
})

test('a reader who has seen enough and closes the pipe hears no complaint', async () => {
  const command = `"${process.execPath}" "${join(import.meta.dirname, '..', 'bin', 'understudy.js')}" generate --schema "${shop}" --rows 200000 --out - | head -c 100`
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said: Buffer[] = []
  child.stderr.on('data', (data: Buffer) => said.push(data))
  child.stdout.resume()
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect([code, Buffer.concat(said).toString()]).toEqual([0, ''])
})

test.skipIf(process.platform !== 'linux')('a full disk behind standard output is one clear error', async () => {
  const bin = join(import.meta.dirname, '..', 'bin', 'understudy.js')
  const command = `"${process.execPath}" "${bin}" generate --schema "${shop}" --rows 5000 --out - > /dev/full`
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'ignore', 'pipe'] })
  const said: Buffer[] = []
  child.stderr.on('data', (data: Buffer) => said.push(data))
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect([code, Buffer.concat(said).toString()]).toEqual([
    1,
    expect.stringMatching(/^error WRITE_FAILED: standard output: no space/),
  ])
})
