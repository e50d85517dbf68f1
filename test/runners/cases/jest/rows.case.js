import { createWithData } from '@understudy/sdk/jest'
import { addsOneRow, config, ownDatabase } from './suite.js'

const withData = createWithData(config)

test('costs nothing', () => {})
test('has its row', withData(addsOneRow))
describe('in a group', () => {
  test('has its row, too', withData(addsOneRow))
})
describe('on its own', () => {
  test('has a database', withData(ownDatabase, addsOneRow))
})
