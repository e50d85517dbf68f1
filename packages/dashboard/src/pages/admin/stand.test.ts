import { expect, test } from 'vitest'
import { standOf } from './stand.ts'

const instance = {
  id: '1',
  version: '1.0.0',
  schema: 2,
  role: 'all' as const,
  host: 'one',
  process: 1,
  startedAt: '',
  seenAt: '',
}
const queue = { waiting: 3, taken: 0 }

test('several versions, and jobs that nobody works on, are said first', () => {
  expect(standOf({ instances: [instance], queue }).tone).toBe('good')
  expect(standOf({ instances: [instance, { ...instance, version: '1.1.0' }], queue }).says).toContain('2 versions')
  expect(standOf({ instances: [{ ...instance, role: 'api' }], queue }).says).toContain('jobs wait')
})
