import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { BlobStore } from '../../../blobs/blob-store.ts'
import { unmasked } from '../read/sight.ts'
import { chunkOf, putChunk } from './chunk.ts'
import type { DatasetKey } from './dataset-key.ts'
import { OpenedChunks } from './opened-chunks.ts'

const inFull = unmasked.rows('rows')
const key: DatasetKey = {
  nameOf: () => randomBytes(32).toString('hex'),
  seal: (_place, plain) => plain,
  open: (_place, sealed) => sealed.slice(),
}

async function setUp(sizes: readonly number[]) {
  const kept = new Map<string, Uint8Array>()
  let reads = 0
  let broken = false
  const blobs: BlobStore = {
    kind: 'database',
    put: async (_team, name, sealed) => void kept.set(name, sealed),
    get: async (_team, name) => {
      reads++
      if (broken) throw new Error('not reached')
      return kept.get(name)!.slice()
    },
    has: async () => true,
    delete: async () => {},
    eraseTeam: async () => {},
    list: async function* () {},
  }
  const names: string[] = []
  for (const size of sizes) {
    names.push(await putChunk(blobs, 'team', key, chunkOf(randomBytes(size), Uint32Array.of(0, size))))
  }
  const breakDown = (now: boolean) => {
    broken = now
  }
  return { blobs, names, reads: () => reads, breakDown }
}

test('a chunk is opened once for all who ask at the same time or soon after', async () => {
  const { blobs, names, reads } = await setUp([100])
  const chunks = new OpenedChunks()
  const [one, other] = await Promise.all([1, 2].map(() => chunks.get(blobs, 'team', key, names[0]!, inFull)))
  expect(one!.bytes).toBe(other!.bytes)
  expect((await chunks.get(blobs, 'team', key, names[0]!, inFull)).bytes).toBe(one!.bytes)
  expect(reads()).toBe(1)
  await chunks.get(blobs, 'another team', key, names[0]!, inFull)
  expect(reads()).toBe(2)
})

test('no more is held than so many bytes, and what was asked for last stays', async () => {
  const { blobs, names, reads } = await setUp([400, 400, 400])
  const chunks = new OpenedChunks({ mostBytes: 1000 })
  for (const at of [0, 1, 0, 2]) await chunks.get(blobs, 'team', key, names[at]!, inFull)
  expect(chunks.bytes).toBeLessThanOrEqual(1000)
  expect(reads()).toBe(3)
  await chunks.get(blobs, 'team', key, names[0]!, inFull)
  expect(reads()).toBe(3)
  await chunks.get(blobs, 'team', key, names[1]!, inFull)
  expect(reads()).toBe(4)
})

test('what is not held any more goes at once, but never while somebody looks at it', async () => {
  const size = 100_000
  const { blobs, names } = await setUp([size, size])
  const chunks = new OpenedChunks({ mostBytes: size + 1000 })
  const get = (at: number) => chunks.get(blobs, 'team', key, names[at]!, inFull)
  const [one, same] = [await get(0), await get(0)]
  one.done()
  one.done()
  await get(1)
  await Promise.resolve()
  expect(same.bytes.length).toBe(size)
  same.done()
  expect(same.bytes.length).toBe(0)
  expect((await get(0)).bytes.length).toBe(size)
})

test('what nobody asks for is not held for long', async () => {
  const { blobs, names, reads } = await setUp([100, 100])
  let now = 0
  const chunks = new OpenedChunks({ keepMs: 5, clock: () => now })
  await chunks.get(blobs, 'team', key, names[0]!, inFull)
  expect(chunks.bytes).toBeGreaterThan(100)
  now = 5
  await expect.poll(() => chunks.bytes).toBe(0)
  await chunks.get(blobs, 'team', key, names[0]!, inFull)
  expect(reads()).toBe(2)
})

test('what could not be opened is tried again', async () => {
  const { blobs, names, breakDown } = await setUp([100])
  const chunks = new OpenedChunks()
  breakDown(true)
  await expect(chunks.get(blobs, 'team', key, names[0]!, inFull)).rejects.toThrow('not reached')
  breakDown(false)
  expect((await chunks.get(blobs, 'team', key, names[0]!, inFull)).rows).toBe(1)
})
