import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { copyModule as assembled } from '../../../scripts/copy-module/module.ts'
import { chunkBytes, giveBackRoom, isRoom, takeRoom } from './chunk-pool.ts'
import { copyModule } from './copy-module.ts'
import { XxHash } from './xx-hash.ts'

function hashOf(...pieces: readonly Uint8Array[]): string | undefined {
  const hash = XxHash.make()
  for (const piece of pieces) hash?.update(piece)
  return hash?.digest()
}

test('the module is what its script puts together', () => {
  expect(Buffer.from(copyModule, 'base64').equals(assembled())).toBe(true)
  expect(readFileSync(new URL('copy-module.ts', import.meta.url), 'utf8')).toContain('build-copy-module.ts')
})

test('the hashes are those that others give', () => {
  expect(hashOf()).toBe('ef46db3751d8e999')
  expect(hashOf(Buffer.from('a'))).toBe('d24ec4f1a98c6e5b')
  expect(hashOf(Buffer.from('abc'))).toBe('44bc2cf5ad770999')
  expect(hashOf(Buffer.from('Nobody inspects the spammish repetition'))).toBe('fbcea83c8a378bf1')
})

test('bytes are the same wherever they break', () => {
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * i * 31) >>> 7))
  const whole = hashOf(bytes)
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (breaks) => {
      const places = [0, ...breaks.toSorted((a, b) => a - b), bytes.length]
      const pieces = places.slice(1).map((end, i) => bytes.subarray(places[i], end))
      expect(hashOf(...pieces)).toBe(whole)
    }),
    { numRuns: 50 },
  )
  const inRoom = XxHash.make()
  const room = takeRoom()
  for (let [at, length] = [0, 1]; at < bytes.length; at += length, length = (length * 7 + 11) % chunkBytes) {
    const piece = room.subarray(0, bytes.copy(room, 0, at, at + length))
    expect(isRoom(piece)).toBe(true)
    inRoom?.update(piece)
  }
  giveBackRoom(room)
  expect(inRoom?.digest()).toBe(whole)
  for (const at of [0, 31, 32, 65_535, 65_536, 199_999]) {
    const other = Buffer.from(bytes)
    other[at]! ^= 0x80
    expect(hashOf(other)).not.toBe(whole)
  }
})
