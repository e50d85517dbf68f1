/** A small clone in a process of its own, so that it can be killed; tells each chunk that it has copied. */

import { writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { smallClone } from './small-clone.ts'

// A process that is killed keeps nothing of what it compiled.
flushCompileCache()
const [source = '', target = '', ledger = '', column = ''] = process.argv.slice(2)
await smallClone({
  source,
  target,
  ledger,
  masks: { [column]: (text) => text.toUpperCase() },
  onEvent: ({ type }) => {
    if (type === 'copied') writeSync(1, 'copied\n')
  },
})
