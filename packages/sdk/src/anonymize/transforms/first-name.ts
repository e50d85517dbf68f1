import { z } from 'zod'
import { defineTransform } from './define-transform.ts'
import { namePromises, singleName } from './single-name.ts'

export const firstName = defineTransform({
  name: 'first-name',
  version: 2,
  domain: 'people',
  group: 'people',
  summary: 'A given name of the locale: that of the subject’s fake person, where the policy names a subject',
  options: z.strictObject({
    part: z.enum(['first', 'middle']).default('first').describe('middle: the second given name of the same person'),
  }),
  examples: [{}, { part: 'middle' }],
  accepts: ['text'],
  promises: (_, column) => namePromises(column),
  mask: ({ part }, context) => singleName(part, context),
})
