import { z } from 'zod'
import type { PlainMask } from '../permute/in-place.ts'
import { textOf, writeText } from '../permute/recent-values.ts'
import { TextPermutation } from '../permute/text-permutation.ts'
import { defineTransform } from './define-transform.ts'

const options = z.strictObject({
  keepStart: z.number().int().min(0).max(1000).default(0).describe('characters at the start that stay'),
  keepEnd: z.number().int().min(0).max(1000).default(0).describe('characters at the end that stay'),
})

/** A mask that permutes texts on their own format. */
export function formatMask(words: Uint32Array): PlainMask {
  const permutation = new TextPermutation(words)
  return {
    value: (text) => permutation.text(text),
    bytes(input, start, end, out) {
      out.reserve(end - start)
      if (permutation.ascii(input, start, end, out.bytes, out.at)) out.at += end - start
      else writeText(permutation.text(textOf(input, start, end)), out)
    },
  }
}

export const format = defineTransform({
  name: 'format',
  group: 'any',
  summary:
    'Another text of the same format: every letter and digit becomes one of its kind, in its case; all else stays. Different values stay different',
  options,
  examples: [{}, { keepStart: 2 }, { keepEnd: 4 }],
  accepts: ['text'],
  promises: ({ keepStart, keepEnd }) => ({
    deterministic: true,
    unique: 'preserved',
    format: 'preserved',
    longest: (length) => length,
    ...(keepStart + keepEnd > 0
      ? { mayKeep: 'a value that has no letter and no digit between the characters that are kept' }
      : {}),
  }),
  mask({ keepStart, keepEnd }, { key }) {
    if (keepStart === 0 && keepEnd === 0) return formatMask(key.words('format'))
    const permutation = new TextPermutation(key.words('format'))
    return {
      value(text) {
        const points = [...text]
        const start = points.slice(0, keepStart).join('')
        const end = points.slice(Math.max(keepStart, points.length - keepEnd)).join('')
        const middle = text.slice(start.length, text.length - end.length)
        // What is kept is hashed in, so that it is of no help to know it of another value.
        return start + permutation.text(middle, `${start.length}:${start}${end}`) + end
      },
    }
  },
})
