import { createWithData } from '@understudy/sdk/jest'
import { config, isKilled, ownDatabase } from './suite.js'

const withData = createWithData({ ...config, ...ownDatabase })

test('is killed', withData(isKilled))
