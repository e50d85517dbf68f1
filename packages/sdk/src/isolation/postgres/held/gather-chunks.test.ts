import { expect, test } from 'vitest'
import { gatherChunks } from './gather-chunks.ts'

const mebibyte = 1024 * 1024

async function all(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
  let bytes = 0
  for await (const chunk of chunks) bytes += chunk.length
  return bytes
}

test('few bytes are kept, each chunk as it was when it came', async () => {
  const chunk = Buffer.alloc(1)
  function* reused() {
    for (let n = 0; n < 3; n++) {
      chunk[0] = n
      yield chunk
    }
  }
  const { kept } = await gatherChunks(reused())
  expect(kept).toEqual([Buffer.from([0]), Buffer.from([1]), Buffer.from([2])])
})

test('of many bytes none is lost and none is asked for before its time', async () => {
  let asked = 0
  async function* many() {
    for (; asked < 20; asked++) yield Buffer.alloc(mebibyte)
  }
  const gathered = await gatherChunks(many())
  expect(gathered.kept).toBe(undefined)
  expect(asked).toBeLessThan(10)
  expect(await all(gathered.chunks)).toBe(20 * mebibyte)
})

test('what the producer throws is told, early and late', async () => {
  async function* failing(after: number) {
    for (let n = 0; n < after; n++) yield Buffer.alloc(mebibyte)
    throw new Error('no more')
  }
  await expect(gatherChunks(failing(1))).rejects.toThrow('no more')
  const late = await gatherChunks(failing(12))
  await expect(all(late.chunks)).rejects.toThrow('no more')
  expect(late.failure?.thrown).toEqual(new Error('no more'))
})

test('a producer of many bytes is ended when the reader stops', async () => {
  let ended = false
  async function* endless() {
    try {
      for (;;) yield Buffer.alloc(mebibyte)
    } finally {
      ended = true
    }
  }
  for await (const _ of (await gatherChunks(endless())).chunks) break
  expect(ended).toBe(true)
})
