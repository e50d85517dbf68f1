import { defineTransform, noOptions } from './define-transform.ts'
import { namePromises, singleName } from './single-name.ts'

export const lastName = defineTransform({
  name: 'last-name',
  version: 2,
  domain: 'people',
  group: 'people',
  summary: 'A family name of the locale: that of the subject’s fake person, where the policy names a subject',
  options: noOptions,
  accepts: ['text'],
  promises: (_, column) => namePromises(column),
  mask: (_, context) => singleName('last', context),
})
