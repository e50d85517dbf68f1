import { createTest } from '@understudy/sdk/playwright'
import { config, isKilled, ownDatabase } from './suite.js'

const test = createTest({ ...config, ...ownDatabase })

test('is killed', ({ data }) => isKilled(data))
