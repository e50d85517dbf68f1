import { test } from 'node:test'
import { createWithData } from '@understudy/sdk/node-test'
import { addsOneRow, config, nowhere } from './suite.js'

const withData = createWithData({ ...config, ...nowhere })

test(
  'has no database',
  withData((_, data) => addsOneRow(data)),
)
