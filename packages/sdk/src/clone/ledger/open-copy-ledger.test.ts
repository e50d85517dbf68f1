import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { chunkKey, type DoneChunk } from '../copy-ledger.ts'
import { openCopyLedger } from './open-copy-ledger.ts'

const folder = await mkdtemp(join(tmpdir(), 'clone-ledger-'))
afterAll(() => rm(folder, { recursive: true }))
let count = 0
const newFile = () => join(folder, `ledger-${count++}.ndjson`)

const done = (part: string, transaction: string | undefined = '7'): DoneChunk => ({
  table: 'public.t',
  part,
  rows: 2,
  rowsMasked: 1,
  values: { name: 1 },
  bytes: 30,
  hash: 'abc',
  transaction,
})

test('what one process noted the next one knows', async () => {
  const file = newFile()
  {
    await using ledger = await openCopyLedger(file, 'one', 'plan')
    await ledger.begin(done('0-7'), '7')
    await ledger.finish(done('0-7'))
    await ledger.begin(done('8-15'), '8')
    await ledger.finish(done('16-23'))
    await ledger.forget(done('16-23'))
    await ledger.stepBegun('after 1', '9')
    await ledger.stepDone('after 1')
    await ledger.stepBegun('after 2', '10')
  }
  await using again = await openCopyLedger(file, 'one', 'plan')
  expect([...again.done]).toEqual([[chunkKey(done('0-7')), done('0-7')]])
  expect([...again.pending.values()]).toEqual([{ table: 'public.t', part: '8-15', transaction: '8' }])
  expect([...again.steps]).toEqual(['after 1'])
  expect([...again.stepsPending]).toEqual([['after 2', '10']])
})

test('a line that a crash has torn is forgotten, and what is noted after it is read', async () => {
  const file = newFile()
  {
    await using ledger = await openCopyLedger(file, 'one', 'plan')
    await ledger.finish(done('0-7'))
    await ledger.finish(done('8-15'))
  }
  await truncate(file, (await readFile(file)).length - 9)
  {
    await using ledger = await openCopyLedger(file, 'one', 'plan')
    expect([...ledger.done.keys()]).toEqual([chunkKey(done('0-7'))])
    await ledger.finish(done('16-23'))
  }
  await using again = await openCopyLedger(file, 'one', 'plan')
  expect([...again.done.keys()]).toEqual([chunkKey(done('0-7')), chunkKey(done('16-23'))])
})

test('a file whose first line was torn is begun anew', async () => {
  const file = newFile()
  await writeFile(file, '{"kind":"understudy-cl')
  {
    await using ledger = await openCopyLedger(file, 'one', 'plan')
    await ledger.stepDone('a')
  }
  await using again = await openCopyLedger(file, 'one', 'plan')
  expect([...again.steps]).toEqual(['a'])
})

test('a ledger of another plan or clone, or with a line that nobody can read, is refused', async () => {
  const file = newFile()
  await (await openCopyLedger(file, 'one', 'plan'))[Symbol.asyncDispose]()
  expect((await failure(openCopyLedger(file, 'one', 'other'))).code).toBe('PLAN_CHANGED')
  expect((await failure(openCopyLedger(file, 'two', 'plan'))).code).toBe('CLONE_UNKNOWN')
  await appendFile(file, '{"done":{"table":"public.t"}}\n{"stepDone":"x"}\n')
  expect((await failure(openCopyLedger(file, 'one', 'plan'))).message).toContain('line 2')
})

test('many at once are all noted before their promises hold, each in a line of its own', async () => {
  const file = newFile()
  await using ledger = await openCopyLedger(file, 'one', 'plan')
  await Promise.all(
    Array.from({ length: 200 }, async (_, at) => {
      await ledger.finish(done(`${at}`))
      expect(await readFile(file, 'utf8')).toContain(`"part":"${at}"`)
    }),
  )
  expect((await readFile(file, 'utf8')).trimEnd().split('\n')).toHaveLength(201)
})

test('a ledger that was closed notes nothing more', async () => {
  const ledger = await openCopyLedger(newFile(), 'one', 'plan')
  await ledger[Symbol.asyncDispose]()
  await ledger[Symbol.asyncDispose]()
  expect((await failure(ledger.stepDone('x'))).code).toBe('CONNECTION_CLOSED')
})
