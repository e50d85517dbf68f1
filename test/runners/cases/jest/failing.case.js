import { createWithData } from '@understudy/sdk/jest'
import { config, findsAnEmptyShelf, keepsALock, never, noLeaks } from './suite.js'

const withData = createWithData(config)

test('finds an empty shelf', withData(findsAnEmptyShelf))
describe('early hooks', () => {
  beforeEach(() => {
    throw new Error('before')
  })
  afterEach(() => {
    throw new Error('after an early failure')
  })
  afterAll(() => {
    throw new Error('after all')
  })
  test('is not reached', withData(findsAnEmptyShelf))
})
describe('late hooks', () => {
  afterEach(() => {
    throw new Error('after a late failure')
  })
  test('fails first', withData(findsAnEmptyShelf))
})
test('never ends', withData(never), 2000)
test('keeps a lock', withData(noLeaks, keepsALock))
