import { z } from 'zod'
import { mapList } from '../../random/map.ts'
import { defineKind, indexDistributions, noOptions, optionsError } from '../define-kind.ts'
import { domainMaker } from '../domain.ts'
import { split } from '../identity/split.ts'
import { tenTo } from '../list-maker.ts'
import { concat, ints, texts } from '../vectors.ts'

export const hexColor = defineKind({
  name: 'hex-color',
  group: 'choice',
  summary: 'Colour as #rrggbb',
  type: 'text',
  options: noOptions,
  maker(_, context) {
    if (context.maxLength !== undefined && context.maxLength < 7) throw optionsError('a colour takes 7 characters')
    return domainMaker(context, {
      size: 16_777_216,
      vector: (indices) => texts(mapList(indices, (index) => `#${index.toString(16).padStart(6, '0')}`)),
    })
  },
})

export const version = defineKind({
  name: 'version',
  group: 'choice',
  summary: 'Version number by semver: 3.14.2',
  type: 'text',
  options: z.strictObject({ major: z.number().int().min(0).max(999).default(9).describe('largest major version') }),
  distributions: indexDistributions,
  examples: [{}, { major: 0 }],
  maker({ major }, context) {
    const free = context.maxLength === undefined ? 8 : context.maxLength - String(major).length - 2
    if (free < 2) throw optionsError(`versions up to ${major} take more than ${context.maxLength} characters`)
    const minor = tenTo(Math.min(2, Math.floor(free / 2)))
    const patch = tenTo(Math.min(2, free - Math.min(2, Math.floor(free / 2))))
    return domainMaker(context, {
      size: (major + 1) * minor * patch,
      vector(indices) {
        const parts = [
          new Float64Array(indices.length),
          new Float64Array(indices.length),
          new Float64Array(indices.length),
        ]
        indices.forEach((index, i) => {
          split(index, major + 1, minor, patch).forEach((part, k) => {
            parts[k]![i] = part
          })
        })
        const [a, b, c] = parts.map((part) => ints(part))
        return concat(indices.length, a!, '.', b!, '.', c!)
      },
    })
  },
})

export const bitString = defineKind({
  name: 'bit-string',
  group: 'choice',
  summary: 'String of bits, as Postgres has it',
  type: 'text',
  options: z.strictObject({ length: z.number().int().min(1).max(52).default(8) }),
  examples: [{}, { length: 3 }],
  maker({ length }, context) {
    if (context.maxLength !== undefined && context.maxLength < length) {
      throw optionsError(`${length} bits are made, and the column holds ${context.maxLength}`)
    }
    let size = 1
    for (let i = 0; i < length; i++) size *= 2
    return domainMaker(context, {
      size,
      vector: (indices) => texts(mapList(indices, (index) => index.toString(2).padStart(length, '0'))),
    })
  },
})

export const numberRange = defineKind({
  name: 'number-range',
  group: 'numbers',
  summary: 'Postgres int4range or int8range: first number, and the one after the last',
  type: 'text',
  options: z.strictObject({
    min: z.number().int().default(0),
    max: z.number().int().default(1000).describe('largest number that it may begin with'),
    width: z.number().int().min(1).max(1_000_000_000).default(100).describe('how many numbers it holds at most'),
  }),
  distributions: indexDistributions,
  examples: [{}, { min: -10, max: 10, width: 1 }],
  maker({ min, max, width }, context) {
    if (max < min) throw optionsError('min is above max')
    const longest = Math.max(String(min).length, String(max).length) + String(max + width).length + 3
    if (context.maxLength !== undefined && context.maxLength < longest) {
      throw optionsError(`ranges take up to ${longest} characters, and the column holds ${context.maxLength}`)
    }
    const size = (max - min + 1) * width
    if (size > 2 ** 52) throw optionsError('min, max and width give more ranges than can be numbered')
    return domainMaker(context, {
      size,
      vector: (indices) =>
        texts(
          mapList(indices, (index) => {
            const start = Math.floor(index / width)
            return `[${min + start},${min + start + 1 + (index - start * width)})`
          }),
        ),
    })
  },
})
