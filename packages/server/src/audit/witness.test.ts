import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCheckpointSigner } from './checkpoint.ts'
import { fileWitness } from './witness.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-witness-'))
})
afterAll(() => rm(folder, { recursive: true }))

const signer = createCheckpointSigner(Buffer.alloc(32, 1))
const about = (trail: string, position: number) =>
  signer.sign({ trail, position, seal: `seal ${position}`, at: '2026-01-02T03:04:05.000Z' })

test('checkpoints are added, never written over, and told trail by trail', async () => {
  const path = join(folder, 'a.ndjson')
  await fileWitness(path).keep(about('one', 1))
  await fileWitness(path).keep(about('two', 1))
  await fileWitness(path).keep(about('one', 2))
  expect((await fileWitness(path).recall('one')).map((checkpoint) => checkpoint?.position)).toEqual([1, 2])
  expect((await stat(path)).mode & 0o077).toBe(0)
})

test('a line that a process died in costs that line alone', async () => {
  const path = join(folder, 'b.ndjson')
  await fileWitness(path).keep(about('one', 1))
  await appendFile(path, '{"trail":"one","posi')
  await fileWitness(path).keep(about('one', 2))
  expect((await fileWitness(path).recall('one')).map((checkpoint) => checkpoint?.position)).toEqual([1, undefined, 2])
  expect((await readFile(path, 'utf8')).endsWith('\n')).toBe(true)
})

test('where nothing was kept yet, nothing is recalled', async () => {
  expect(await fileWitness(join(folder, 'none.ndjson')).recall('one')).toEqual([])
})

test('a checkpoint is accepted from whoever holds the key, as it was signed', () => {
  const checkpoint = about('one', 1)
  expect(signer.accepts(checkpoint)).toBe(true)
  for (const change of [{ position: 2 }, { seal: 'x' }, { trail: 'two' }, { at: '' }, { signature: '' }]) {
    expect(signer.accepts({ ...checkpoint, ...change })).toBe(false)
  }
  const other = createCheckpointSigner(Buffer.alloc(32, 2))
  expect(other.accepts(checkpoint)).toBe(false)
  expect(signer.accepts({ ...other.sign(checkpoint), keyId: signer.keyId })).toBe(false)
})
