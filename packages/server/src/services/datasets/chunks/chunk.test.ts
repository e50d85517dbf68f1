import { expect, test } from 'vitest'
import type { BlobStore } from '../../../blobs/blob-store.ts'
import { unmasked } from '../read/sight.ts'
import { type Chunk, chunkOf, getChunk, putChunk } from './chunk.ts'
import type { DatasetKey } from './dataset-key.ts'

const inFull = unmasked.rows('rows')
const opened: Uint8Array[] = []
const key: DatasetKey = {
  nameOf: () => 'name',
  seal: (_place, plain) => plain,
  open: (_place, sealed) => {
    opened.push(new Uint8Array(sealed))
    return opened.at(-1)!
  },
}
const rows = Buffer.from('{"id":1}\n{"id":2}\n')
const chunk = chunkOf(rows, Uint32Array.of(0, 9, 18))

/** Of one blob, given as `given` says. */
function blobsThatGive(given: (kept: Uint8Array) => Uint8Array) {
  let kept = new Uint8Array()
  const gave: Uint8Array[] = []
  const blobs: BlobStore = {
    kind: 'database',
    put: async (_team, _name, sealed) => {
      kept = new Uint8Array(sealed)
    },
    get: async () => {
      gave.push(given(kept))
      return gave.at(-1)!
    },
    has: async () => true,
    delete: async () => {},
    eraseTeam: async () => {},
    list: async function* () {},
  }
  return { blobs, gave }
}

test('what was opened on the way to the rows is given back at once', async () => {
  const { blobs, gave } = blobsThatGive((kept) => kept.slice())
  await putChunk(blobs, 'team', key, chunk)
  const found: Chunk = await getChunk(blobs, 'team', key, 'name', inFull)
  expect(Buffer.from(found.bytes)).toEqual(rows)
  expect([...found.starts]).toEqual([0, 9, 18])
  expect(gave.at(-1)?.buffer.byteLength).toBe(0)
  expect(opened.at(-1)?.buffer.byteLength).toBe(0)
})

test('memory that others have a part of is left to them', async () => {
  const shared = new Uint8Array(1000)
  const { blobs } = blobsThatGive((kept) => {
    shared.set(kept, 100)
    return shared.subarray(100, 100 + kept.length)
  })
  await putChunk(blobs, 'team', key, chunk)
  for (let times = 0; times < 2; times++) {
    expect(Buffer.from((await getChunk(blobs, 'team', key, 'name', inFull)).bytes)).toEqual(rows)
  }
  expect(shared.byteLength).toBe(1000)
})
