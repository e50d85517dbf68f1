import { strict as assert } from 'node:assert'
import { After, Before, setDefaultTimeout, Then } from '@cucumber/cucumber'
import { useData } from '@understudy/sdk/cucumber'
import {
  addsOneRow,
  config,
  findsAnEmptyShelf,
  isKilled,
  keepsALock,
  never,
  noLeaks,
  nowhere,
  ownDatabase,
} from '../../suite.js'

setDefaultTimeout(60_000)
useData(config, { tags: '@data' })
useData({ ...config, ...ownDatabase }, { tags: '@own' })
useData({ ...config, ...nowhere }, { tags: '@nowhere' })
useData({ ...config, ...noLeaks }, { tags: '@leaks' })

Before('@early', () => {
  throw new Error('before')
})
After('@early', () => {
  throw new Error('after an early failure')
})
After('@late', () => {
  throw new Error('after a late failure')
})

Then('nothing is there', function () {
  assert.equal(this.data, undefined)
})
Then('it has its row', function () {
  return addsOneRow(this.data)
})
Then('the shelf is not empty', function () {
  return findsAnEmptyShelf(this.data)
})
Then('it never ends', { timeout: 2000 }, never)
Then('it keeps a lock', function () {
  return keepsALock(this.data)
})
Then('it is killed', function () {
  return isKilled(this.data)
})
