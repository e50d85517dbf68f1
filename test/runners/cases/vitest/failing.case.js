import { createTest } from '@understudy/sdk/vitest'
import { config, findsAnEmptyShelf, keepsALock, never, noLeaks } from './suite.js'

const test = createTest(config)

test('finds an empty shelf', ({ data }) => findsAnEmptyShelf(data))
test.describe('early hooks', () => {
  test.beforeEach(({ data }) => {
    throw new Error(`before: ${data.mode}`)
  })
  test.afterEach(() => {
    throw new Error('after an early failure')
  })
  test.afterAll(() => {
    throw new Error('after all')
  })
  test('is not reached', ({ data }) => findsAnEmptyShelf(data))
})
test.describe('late hooks', () => {
  test.afterEach(() => {
    throw new Error('after a late failure')
  })
  test('fails first', ({ data }) => findsAnEmptyShelf(data))
})
test('never ends', { timeout: 2000 }, ({ data }) => never(data))
test.describe('leaks', () => {
  test.override('dataConfig', noLeaks)
  test('keeps a lock', ({ data }) => keepsALock(data))
})
