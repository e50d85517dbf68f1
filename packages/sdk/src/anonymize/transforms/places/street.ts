import { defineTransform, noOptions } from '../define-transform.ts'
import { wordMask } from '../draws/word-mask.ts'
import { LONGEST_WORD, wordPromises } from '../draws/word-promises.ts'
import { PLACE } from './place-words.ts'

export const street = defineTransform({
  name: 'street',
  group: 'places',
  summary: 'Another street of the locale, for columns without a house number',
  options: noOptions,
  accepts: ['text'],
  domain: PLACE,
  promises: (_, column) => wordPromises(column, LONGEST_WORD),
  mask: (_, context) => wordMask(context, context.locale.words.streets, 'street'),
})
