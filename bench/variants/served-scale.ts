import { startServer } from '@understudy/server'
import { servedByParent } from '../served.ts'

/** A server process in a role, over Postgres: `api` serves and does no work, `worker` does one piece of it at a time. */
const [role, databaseUrl = '', key = ''] = process.argv.slice(2)
if (role !== 'api' && role !== 'worker') throw new Error(`${role} is no role`)
const unlimited = { burst: 1e12, perSecond: 1e9 }
const server = await startServer(
  {
    role,
    databaseUrl,
    key,
    port: 0,
    workers: 1,
    environments: { networks: ['127.0.0.1', '::1'] },
    rates: { caller: unlimited, network: unlimited },
  },
  { writeLog: (line) => void (line.includes('"level":"error"') && process.stderr.write(line)) },
)
await servedByParent({ url: server.url, link: server.signIn?.url ?? '' }, () => server.close())
