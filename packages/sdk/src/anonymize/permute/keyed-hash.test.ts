import { expect, test } from 'vitest'
import { absorb, finish, finishBytes, startOfHash } from './keyed-hash.ts'

/** The key 00 01 … 0f of the paper, and of its reference implementation's vectors. */
const key = Uint32Array.of(0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c)

test.each([
  [0, '310e0edd47db6f72'],
  [1, 'fd67dc93c539f874'],
  [2, '5a4fa9d909806c0d'],
  [3, '2d7efbd796666785'],
  [4, 'b7877127e09427cf'],
  [5, '8da699cd64557618'],
  [6, 'cee3fe586e46c9cb'],
  [7, '37d1018bf50002ab'],
  [8, '6224939a79f5f593'],
  [15, 'e545be4961ca29a1'],
  [63, '724506eb4c328a95'],
])('the hash of the bytes 0 to %d is the published one', (length, published) => {
  const bytes = Uint8Array.from({ length: length + 2 }, (_, i) => i - 1)
  const out = new Int32Array(2)
  finishBytes(startOfHash(key), bytes, out, 1, length + 1)
  expect(Buffer.from(out.buffer).toString('hex')).toBe(published)
})

test('a state that a message was ended from can be gone on with', () => {
  const out = new Int32Array(2)
  const state = startOfHash(key)
  absorb(state, 0x03020100, 0x07060504)
  for (let i = 0; i < 2; i++) {
    finish(state, 0, 8 << 24, out)
    expect(Buffer.from(out.buffer).toString('hex')).toBe('6224939a79f5f593')
  }
})
