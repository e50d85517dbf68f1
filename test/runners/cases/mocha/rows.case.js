import { createWithData } from '@understudy/sdk/mocha'
import { addsOneRow, config, ownDatabase } from './suite.js'

const withData = createWithData(config)

it('costs nothing', () => {})
it('has its row', withData(addsOneRow))
describe('in a group', () => {
  it('has its row, too', withData(addsOneRow))
})
describe('on its own', () => {
  it('has a database', withData(ownDatabase, addsOneRow))
})
