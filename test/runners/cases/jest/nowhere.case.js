import { createWithData } from '@understudy/sdk/jest'
import { addsOneRow, config, nowhere } from './suite.js'

const withData = createWithData({ ...config, ...nowhere })

test('has no database', withData(addsOneRow))
