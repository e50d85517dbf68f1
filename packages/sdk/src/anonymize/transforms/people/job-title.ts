import { defineTransform, noOptions } from '../define-transform.ts'
import { wordMask } from '../draws/word-mask.ts'
import { LONGEST_WORD, wordPromises } from '../draws/word-promises.ts'

export const jobTitle = defineTransform({
  name: 'job-title',
  group: 'people',
  summary: 'Another job title of the locale',
  options: noOptions,
  accepts: ['text'],
  promises: (_, column) => wordPromises(column, LONGEST_WORD),
  mask: (_, context) => wordMask(context, context.locale.words.jobTitles, 'job title'),
})
