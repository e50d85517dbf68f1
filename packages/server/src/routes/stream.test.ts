import { expect, test } from 'vitest'
import { streamOf } from './stream.ts'

const atOnce = async () => {}

/** Pieces without end, and what was asked of them. */
function endless() {
  const seen = { made: 0, ended: false }
  async function* pieces() {
    try {
      for (;;) yield Uint8Array.of(seen.made++)
    } finally {
      seen.ended = true
    }
  }
  return { seen, pieces: pieces() }
}

test('nothing is made before somebody reads, but for the first piece', async () => {
  const { seen, pieces } = endless()
  const reader = (await streamOf(pieces, atOnce, new AbortController())).getReader()
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(seen.made).toBe(1)
  await reader.read()
  await reader.read()
  expect(seen.made).toBe(2)
})

test('a reader who goes away ends the making', async () => {
  const { seen, pieces } = endless()
  const stop = new AbortController()
  const reader = (await streamOf(pieces, atOnce, stop)).getReader()
  await reader.read()
  await reader.cancel()
  expect([seen.ended, stop.signal.aborted]).toEqual([true, true])
})

test('what fails at once is thrown, and what fails later breaks the stream', async () => {
  async function* failing(after: number) {
    for (let i = 0; i < after; i++) yield Uint8Array.of(i)
    throw new Error('no more')
  }
  await expect(streamOf(failing(0), atOnce, new AbortController())).rejects.toThrow('no more')
  const body = await streamOf(failing(2), atOnce, new AbortController())
  await expect(new Response(body).bytes()).rejects.toThrow('no more')
})

const large = (byte: number) => new Uint8Array(100_000).fill(byte)

async function largeRead(sent: () => boolean): Promise<Uint8Array[]> {
  async function* pieces() {
    for (const byte of [1, 2, 3]) yield large(byte)
  }
  const taken: Uint8Array[] = []
  for await (const piece of await streamOf(pieces(), atOnce, new AbortController(), sent)) taken.push(piece)
  return taken
}

test('what was taken and has not left the process keeps its bytes', async () => {
  expect(await largeRead(() => false)).toEqual([1, 2, 3].map(large))
})

test('the memory of what has left goes when more is asked for', async () => {
  expect((await largeRead(() => true)).map(({ length }) => length)).toEqual([0, 0, 0])
})
