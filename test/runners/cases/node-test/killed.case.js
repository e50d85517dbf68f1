import { test } from 'node:test'
import { createWithData } from '@understudy/sdk/node-test'
import { config, isKilled, ownDatabase } from './suite.js'

const withData = createWithData({ ...config, ...ownDatabase })

test(
  'is killed',
  withData((_, data) => isKilled(data)),
)
