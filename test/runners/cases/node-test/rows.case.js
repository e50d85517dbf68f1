import { describe, test } from 'node:test'
import { createWithData } from '@understudy/sdk/node-test'
import { addsOneRow, config, ownDatabase } from './suite.js'

const withData = createWithData(config)

test('costs nothing', () => {})
test(
  'has its row',
  withData((_, data) => addsOneRow(data)),
)
describe('in a group', () => {
  test(
    'has its row, too',
    withData((_, data) => addsOneRow(data)),
  )
})
describe('on its own', () => {
  test(
    'has a database',
    withData(ownDatabase, (_, data) => addsOneRow(data)),
  )
})
