import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { noteRows } from './note-rows.ts'
import { openLedger } from './open-ledger.ts'
import { readLedger, readLedgers } from './read-ledgers.ts'
import type { Resource } from './resource.ts'

const root = await mkdtemp(join(tmpdir(), 'understudy-ledger-'))
afterAll(() => rm(root, { recursive: true, force: true }))
let folders = 0
const fresh = () => join(root, `ledger-${++folders}`)
const run = promisify(execFile)

const clone: Resource = { kind: 'postgres-database', server: 'postgres://me@host/app', name: 'understudy_a' }

async function standing(file: string) {
  const read = await readLedger(file)
  if (read === 'empty') throw new Error('the file is empty')
  return read
}

test('nothing is made before the first intent, and an intent stands in the file before it returns', async () => {
  const folder = fresh()
  await using ledger = openLedger({ folder })
  expect(existsSync(folder)).toBe(false)
  ledger.intend(clone, { testId: 't1' })
  const { open, header } = await standing(ledger.file)
  expect(open).toEqual([{ id: '1', testId: 't1', resource: clone }])
  expect(header).toMatchObject({ run: ledger.run, pid: process.pid })
  expect(ledger.open).toEqual([clone])
})

test.skipIf(process.platform === 'win32')('nobody else can read it', async () => {
  const folder = fresh()
  await using ledger = openLedger({ folder })
  ledger.intend(clone)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  expect((await stat(ledger.file)).mode & 0o777).toBe(0o600)
})

test('what is done is not open, however often it is said', async () => {
  await using ledger = openLedger({ folder: fresh() })
  const first = ledger.intend(clone)
  ledger.intend({ ...clone, name: 'understudy_b' })
  first.done()
  first.done()
  expect((await standing(ledger.file)).open.map(({ id }) => id)).toEqual(['2'])
  expect((await readFile(ledger.file, 'utf8')).match(/"done"/g)).toHaveLength(1)
})

test('the file goes with the run when nothing is open, and says that the run is over when something is', async () => {
  const folder = fresh()
  const ledger = openLedger({ folder })
  ledger.intend(clone).done()
  await Promise.all([ledger.close(), ledger.close()])
  expect(await readdir(folder)).toEqual([])

  const other = openLedger({ folder })
  other.intend(clone)
  await other.close()
  expect(await standing(other.file)).toMatchObject({ closed: true, open: [{ id: '1' }] })
  expect(() => other.intend(clone)).toThrow(expect.objectContaining({ code: 'LEDGER_UNWRITABLE' }))
})

test('no password reaches the file, wherever in a URL it stands', async () => {
  await using ledger = openLedger({ folder: fresh() })
  ledger.intend({ ...clone, server: 'postgres://me:s3cret@host/app?sslmode=require' })
  ledger.intend({
    kind: 'postgres-schema',
    database: 'postgres://host/app?user=me&password=s3cret',
    name: 'understudy_s',
  })
  ledger.intend({ kind: 'production', baseUrl: 'https://ci:s3cret@shop.test?token=s3cret', basePath: '/', testId: 't' })
  noteRows(ledger, 'postgres://me:s3cret@host/app', 'users', ['id'], [{ id: 1, password: 's3cret' }])
  expect(await readFile(ledger.file, 'utf8')).not.toContain('s3cret')
  expect(JSON.stringify(ledger.open)).not.toContain('s3cret')
  expect((await standing(ledger.file)).open).toHaveLength(4)
})

test('rows without a key are refused before anything is written', async () => {
  const folder = fresh()
  await using ledger = openLedger({ folder })
  const url = 'postgres://me@host/app'
  expect(() => noteRows(ledger, url, 'log', [], [{ line: 'a' }])).toThrow(/log has no key/)
  expect(() => noteRows(ledger, url, 'users', ['id'], [{ id: 1 }, { name: 'a' }])).toThrow(/users have no id/)
  expect(existsSync(folder)).toBe(false)
})

test('a folder that cannot be made refuses, with what to do', async () => {
  await writeFile(join(root, 'in-the-way'), '')
  await using ledger = openLedger({ folder: join(root, 'in-the-way', 'ledger') })
  expect(() => ledger.intend(clone)).toThrow(
    expect.objectContaining({ code: 'LEDGER_UNWRITABLE', hint: expect.stringContaining('UNDERSTUDY_LEDGER') }),
  )
  expect(ledger.open).toEqual([])
  await rm(join(root, 'in-the-way'))
  await mkdir(join(root, 'in-the-way'))
  ledger.intend(clone)
  expect((await standing(ledger.file)).open).toHaveLength(1)
})

test.skipIf(process.platform === 'win32')(
  'a disk that is full refuses the intent, and the file stays whole and goes on when there is room',
  async () => {
    const folder = fresh()
    // A limit of 1 KiB to a file's size is such a disk: the write that passes it is cut short.
    const script = `
      import { rmSync } from 'node:fs'
      import { openLedger } from ${JSON.stringify(join(import.meta.dirname, 'open-ledger.ts'))}
      const ledger = openLedger({ folder: process.argv[1] })
      const codes = []
      for (const length of [10, 900, 10])
        try { ledger.intend({ kind: 'path', path: 'p'.repeat(length) }); codes.push('written') }
        catch (thrown) { codes.push(thrown.code) }
      console.log(JSON.stringify({ codes, file: ledger.file }))
      process.exit()`
    const limited = `trap '' XFSZ; ulimit -f 1; exec "$0" --input-type=module -e "$1" "$2"`
    const { stdout } = await run('bash', ['-c', limited, process.execPath, script, folder])
    const { codes, file } = JSON.parse(stdout)
    expect(codes).toEqual(['written', 'LEDGER_UNWRITABLE', 'written'])
    const { open, damaged } = await standing(file)
    expect([open.map(({ id }) => id), damaged]).toEqual([['1', '3'], 0])
  },
)

test('a line that was cut off at the end is passed over, and one in the middle is counted', async () => {
  const folder = fresh()
  await using ledger = openLedger({ folder })
  ledger.intend(clone)
  const whole = await readFile(ledger.file, 'utf8')
  const cut = join(folder, 'cut.ndjson')
  await writeFile(cut, `${whole}{"intend":"2","resource":{"kin`)
  expect(await standing(cut)).toMatchObject({ open: [{ id: '1' }], damaged: 0 })
  await writeFile(cut, `${whole}{"intend":"2","resource":{"kin\n{"done":"1"}\n`)
  expect(await standing(cut)).toMatchObject({ open: [], damaged: 1 })
})

test('files without a whole first line are empty, and what is no ledger is said', async () => {
  const folder = fresh()
  await mkdir(folder)
  await writeFile(join(folder, 'a.ndjson'), '')
  await writeFile(join(folder, 'b.ndjson'), '{"kind":"understudy-led')
  await writeFile(join(folder, 'c.ndjson'), '{"kind":"understudy-ledger","version":2}\n')
  await writeFile(join(folder, 'notes.txt'), 'mine')
  const { files, empty, unreadable } = await readLedgers(folder)
  expect(files).toEqual([])
  expect(empty).toEqual([join(folder, 'a.ndjson'), join(folder, 'b.ndjson')])
  expect(unreadable).toEqual([{ file: join(folder, 'c.ndjson'), reason: expect.stringContaining('version') }])
})

test('a folder that is no folder cannot be read, and one that is not there holds nothing', async () => {
  const file = join(root, 'plain')
  await writeFile(file, '')
  await expect(readLedgers(file)).rejects.toMatchObject({ code: 'LEDGER_UNREADABLE' })
  expect(await readLedgers(join(root, 'nowhere'))).toEqual({ files: [], unreadable: [], empty: [] })
})

test('a ledger that is removed under a run is made again with all that is open', async () => {
  const folder = fresh()
  await using ledger = openLedger({ folder })
  const first = ledger.intend(clone)
  ledger.intend({ ...clone, name: 'understudy_b' })
  first.done()
  await rm(folder, { recursive: true })
  ledger.intend({ ...clone, name: 'understudy_c' })
  expect((await standing(ledger.file)).open.map(({ id }) => id)).toEqual(['2', '3'])
})

test('a ledger that is removed before its run ends stands there again if something is open, and closes once', async () => {
  const folder = fresh()
  const ledger = openLedger({ folder })
  ledger.intend(clone)
  await rm(folder, { recursive: true })
  await ledger.close()
  expect(await standing(ledger.file)).toMatchObject({ closed: true, open: [{ id: '1' }] })
})

test('a run shows that it lives by touching its file', async () => {
  await using ledger = openLedger({ folder: fresh(), lease: 0.15 })
  ledger.intend(clone)
  await utimes(ledger.file, 0, 0)
  await expect.poll(async () => (await stat(ledger.file)).mtimeMs).toBeGreaterThan(1e12)
})
