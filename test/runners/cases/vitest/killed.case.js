import { createTest } from '@understudy/sdk/vitest'
import { config, isKilled, ownDatabase } from './suite.js'

const test = createTest({ ...config, ...ownDatabase })

test('is killed', ({ data }) => isKilled(data))
