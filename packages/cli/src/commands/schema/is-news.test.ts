import { expect, test } from 'vitest'
import { isNews } from './is-news.ts'

const type = { property: 'databaseType', from: 'integer', to: 'bigint' }
const maximum = { property: 'maximum', from: '2147483647', to: '9223372036854775807' }

test.each([
  ['the limit of another type', [type, maximum], ['databaseType']],
  ['a limit of its own', [type, { ...maximum, to: '100' }], ['databaseType', 'maximum']],
  ['a limit alone', [maximum], ['maximum']],
  [
    'the constraint behind NOT NULL',
    [
      { property: 'notNull', from: false, to: true },
      { property: 'notNullConstraint', from: null, to: { name: 'a' } },
    ],
    ['notNull'],
  ],
  [
    'that constraint alone',
    [{ property: 'notNullConstraint', from: { name: 'a' }, to: { name: 'b' } }],
    ['notNullConstraint'],
  ],
])('%s', (_what, changes, told) => {
  expect(changes.filter(isNews).map(({ property }) => property)).toEqual(told)
})
