import { z } from 'zod'
import { SymbolPermutation } from '../../permute/symbol-permutation.ts'
import { defineTransform } from '../define-transform.ts'
import { keyedDraws } from '../draws/keyed-draws.ts'
import { fileKinds } from './blank-files.ts'

const blanks = fileKinds.map(({ start, blank }) => ({
  start,
  text: `\\x${Buffer.from(blank).toString('hex')}`,
}))

export const file = defineTransform({
  name: 'file',
  group: 'text',
  summary: 'For bytes: a blank file of the same kind where it is PNG, JPEG, GIF or PDF, else as many keyed bytes',
  options: z.strictObject({
    with: z
      .enum(['blank', 'noise', 'nothing'])
      .default('blank')
      .describe('noise gives bytes of the same length for files too, nothing gives no bytes at all'),
  }),
  examples: [{}, { with: 'noise' }, { with: 'nothing' }],
  accepts: ['bytes'],
  promises: (given, { unique }) => ({
    deterministic: true,
    unique: unique && given.with === 'noise' ? 'preserved' : 'lost',
    format: given.with === 'nothing' ? 'lost' : 'similar',
    longest: (length) => Math.max(length, ...blanks.map(({ text }) => text.length)),
    mayKeep: given.with === 'blank' ? 'a file that is blank already' : undefined,
  }),
  mask(given, { key, column }) {
    if (given.with === 'nothing') return { value: () => '\\x' }
    if (given.with === 'noise' && column.unique) {
      const permutation = new SymbolPermutation(key.words('bytes'))
      return { value: (text) => hexText(permuted(permutation, bytesOf(text))) }
    }
    const draws = keyedDraws(key, 'bytes')
    return {
      value(text) {
        const known = given.with === 'blank' && blanks.find(({ start }) => text.startsWith(start, 2))
        if (known) return known.text
        const bytes = bytesOf(text)
        const drawn = draws.ofBytes(bytes, 0, bytes.length).bytes(bytes.length)
        // One byte in 256 would come out as it was, were it alone.
        if (bytes.length > 0 && Buffer.compare(drawn, bytes) === 0) drawn[0]! ^= 1
        return hexText(drawn)
      },
    }
  },
})

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text.startsWith('\\x') ? text.slice(2) : Buffer.from(text).toString('hex'), 'hex')
}

function hexText(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes).toString('hex')}`
}

function permuted(permutation: SymbolPermutation, bytes: Uint8Array): Uint8Array {
  permutation.begin()
  permutation.tweak(bytes.length, 0)
  for (const byte of bytes) permutation.push(byte, 256)
  permutation.permute()
  return Uint8Array.from(bytes, (_, i) => permutation.symbols[i]!)
}
