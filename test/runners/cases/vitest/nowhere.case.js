import { createTest } from '@understudy/sdk/vitest'
import { addsOneRow, config, nowhere } from './suite.js'

const test = createTest({ ...config, ...nowhere })

test('has no database', ({ data }) => addsOneRow(data))
