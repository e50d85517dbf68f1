import { z } from 'zod'
import { caseless, cut } from '../../values/lists.ts'
import { TextHash } from '../permute/text-hash.ts'
import { codeOf, People, subjectOf } from '../person.ts'
import { defineTransform } from './define-transform.ts'
import { formatMask } from './format.ts'

const CODE = 13

export const username = defineTransform({
  name: 'username',
  version: 2,
  domain: 'people',
  group: 'people',
  summary:
    'Another user name of the same format, and different ones stay different; or one out of the name of the subject’s fake person',
  options: z.strictObject({
    style: z
      .enum(['format', 'person'])
      .default('format')
      .describe('format: letters and digits replaced where they stand; person: emma.clark and a code'),
  }),
  examples: [{}, { style: 'person' }],
  accepts: ['text'],
  promises: ({ style }, { type: { maxLength } }) =>
    style === 'format'
      ? {
          deterministic: true,
          unique: 'preserved',
          format: 'preserved',
          longest: (length) => length,
        }
      : {
          deterministic: true,
          unique: 'likely',
          format: 'similar',
          longest: () => (maxLength === undefined ? undefined : Math.max(CODE, maxLength)),
        },
  mask({ style }, context) {
    const { key, locale, column } = context
    if (style === 'format') return formatMask(key.words('username'))
    const { subject } = context
    const people = new People(key, locale)
    const hash = new TextHash(key.words('username code'))
    const { maxLength = Number.POSITIVE_INFINITY, caseless: foldsCase = false } = column.type
    return {
      value(text, row) {
        const person = people.of(subjectOf(subject, row) ?? caseless(text))
        const code = codeOf(hash.of(foldsCase ? caseless(text) : text))
        const room = maxLength - CODE - 1
        const name = room < 1 ? '' : cut(`${person.spelled('first', text)}.${person.spelled('last', text)}`, room)
        return name === '' ? code : `${name}.${code}`
      },
    }
  },
})
