import { createTest } from '@understudy/sdk/vitest'
import { test as plain } from 'vitest'
import { addsOneRow, config, ownDatabase } from './suite.js'

const test = createTest(config)

plain('costs nothing', () => {})
test('does not name it', () => {})
test('has its row', ({ data }) => addsOneRow(data))
test.describe('in a group', () => {
  test('has its row, too', ({ data }) => addsOneRow(data))
})
test.describe('on its own', () => {
  test.override('dataConfig', ownDatabase)
  test('has a database', ({ data }) => addsOneRow(data))
})
