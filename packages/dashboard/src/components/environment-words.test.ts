import { expect, test } from 'vitest'
import { whyNotWith } from './environment-words.ts'

test('a grant holds what the ones below it hold', () => {
  expect(whyNotWith({ level: 'admin' }, 'clone')).toBe(undefined)
  expect(whyNotWith({ level: 'clone' }, 'clone')).toBe(undefined)
  expect(whyNotWith({ level: 'read' }, 'clone')).toBe(
    'The team was granted “Look at it”, and this needs “Clone with it”.',
  )
  expect(whyNotWith({ level: null }, 'read')).toBe('The environment is not granted to this team.')
})
