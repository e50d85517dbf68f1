import { createWithData } from '@understudy/sdk/mocha'
import { config, isKilled, ownDatabase } from './suite.js'

const withData = createWithData({ ...config, ...ownDatabase })

it('is killed', withData(isKilled))
