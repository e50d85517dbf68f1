import { after, afterEach, beforeEach, describe, test } from 'node:test'
import { createWithData } from '@understudy/sdk/node-test'
import { config, findsAnEmptyShelf, keepsALock, never, noLeaks } from './suite.js'

const withData = createWithData(config)

test(
  'finds an empty shelf',
  withData((_, data) => findsAnEmptyShelf(data)),
)
describe('early hooks', () => {
  beforeEach(() => {
    throw new Error('before')
  })
  afterEach(() => {
    throw new Error('after an early failure')
  })
  after(() => {
    throw new Error('after all')
  })
  test(
    'is not reached',
    withData((_, data) => findsAnEmptyShelf(data)),
  )
})
describe('late hooks', () => {
  afterEach(() => {
    throw new Error('after a late failure')
  })
  test(
    'fails first',
    withData((_, data) => findsAnEmptyShelf(data)),
  )
})
test('never ends', { timeout: 2000 }, withData(never))
test(
  'keeps a lock',
  withData(noLeaks, (_, data) => keepsALock(data)),
)
