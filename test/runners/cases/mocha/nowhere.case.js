import { createWithData } from '@understudy/sdk/mocha'
import { addsOneRow, config, nowhere } from './suite.js'

const withData = createWithData({ ...config, ...nowhere })

it('has no database', withData(addsOneRow))
