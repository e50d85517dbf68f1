import { flushCompileCache } from 'node:module'
import { analyzeSchema } from '../../src/catalog/analyze.ts'
import { copyPostgres } from '../../src/clone/copy/copy-postgres.ts'
import { openCopyLedger } from '../../src/clone/ledger/open-copy-ledger.ts'
import { planClone } from '../../src/clone/plan/plan-clone.ts'
import { readStatistics } from '../../src/clone/plan/read-statistics.ts'
import { readTargetServer } from '../../src/clone/plan/read-target-server.ts'
import { connect } from '../../src/database/connect.ts'
import { backwards, handMadePolicy } from './hand-made-policy.ts'
import { plainSource } from './plain-source.ts'

/** Copies from one database to another, says a line for each chunk, and waits at the end to be killed. */
// A process that is killed keeps nothing of what it compiled.
flushCompileCache()
const [from = '', to = '', ledgerFile = ''] = process.argv.slice(2)
const source = await plainSource(from)
const schema = await source.session((session) => analyzeSchema(session))
const statistics = await source.session((session) => readStatistics(session, schema))
const target = await connect(to, { maxConnections: 1 })
const server = await readTargetServer(target)
await target.close()
const policy = handMadePolicy(schema, { 'public.people': { name: backwards } })
const selections = new Map()
const plan = planClone({ source: 'source', target: 'target', schema, policy, selections, statistics, server })
await using ledger = await openCopyLedger(ledgerFile, 'test', plan.hash)
await copyPostgres(
  {
    source,
    schema,
    plan,
    policy,
    selections,
    staging: to,
    ledger,
    workers: 2,
    signal: new AbortController().signal,
    emit: (event) => {
      if (event.type === 'copied') process.stdout.write(`${event.table}\n`)
    },
    reopen: async () => source,
  },
  { chunkBytes: 128 * 1024 },
)
for (let line = 0; line < 100; line++) process.stdout.write('done\n')
setInterval(() => {}, 1000)
