import { createWithData } from '@understudy/sdk/mocha'
import { config, findsAnEmptyShelf, keepsALock, never, noLeaks } from './suite.js'

const withData = createWithData(config)

it('finds an empty shelf', withData(findsAnEmptyShelf))
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
  it('is not reached', withData(findsAnEmptyShelf))
})
describe('late hooks', () => {
  afterEach(() => {
    throw new Error('after a late failure')
  })
  it('fails first', withData(findsAnEmptyShelf))
})
it(
  'never ends',
  withData(function () {
    this.timeout(2000)
    return never()
  }),
)
it('keeps a lock', withData(noLeaks, keepsALock))
