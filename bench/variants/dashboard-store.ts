/**
 * A store as large as a dashboard has to stand: `prepare` makes it and says in a file how to get at it, `serve` serves it with
 * the built dashboard. What a server has made once is repeated by SQL, with the server away.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServer } from '@understudy/server'
import { createClient } from '@understudy/server/client'
import Database from 'better-sqlite3'
import { datasetsAgain, inAllTeams, jobsAgain, large } from '../large-store.ts'
import { report } from '../measure.ts'
import { servedByParent } from '../served.ts'
import { servedCustomers } from '../served-customers.ts'

const [what, data = '', about = ''] = process.argv.slice(2)
const password = 'as long as a password has to be'
const email = 'lead@example.com'
const unlimited = { burst: 1e12, perSecond: 1e9 }
const dashboardDir = fileURLToPath(new URL('../../packages/dashboard/dist', import.meta.url))
const server = await startServer({ data, dashboardDir, port: 0, rates: { caller: unlimited, network: unlimited } })

if (what === 'prepare') {
  const { team, user, dataset } = await makeOnce(server.signIn?.url ?? '')
  await server.close()
  repeat('control.db', [inAllTeams], { user })
  repeat(join('teams', `${team.id}.db`), [jobsAgain, datasetsAgain], { ...large, dataset })
  await writeFile(about, JSON.stringify({ team: team.slug, email, password }))
  report(large.rows)
} else {
  await servedByParent({ url: server.url, ...JSON.parse(await readFile(about, 'utf8')) }, () => server.close())
}

/** The teams, whoever looks at them, and in the first of them one dataset, made by one job. */
async function makeOnce(link: string) {
  const operator = await signedIn(link)
  const teams = []
  for (let i = 1; i <= large.teams; i++) {
    const slug = `team-${String(i).padStart(3, '0')}`
    teams.push(await operator.post('/teams', { json: { slug, name: `Team ${i}` } }))
  }
  const team = teams[0]!
  const param = { team: team.slug }
  const invited = await operator.post('/teams/:team/members', { param, json: { email, name: 'Lead', role: 'admin' } })
  const api = await signedIn(invited.link.url)
  const me = await api.get('/me')
  if (me.kind !== 'user') throw new Error('a person has signed in')
  const { id: dataset } = await api.post('/teams/:team/datasets', { param, json: { name: 'customers' } })
  const json = { dataset, schema: servedCustomers, rows: large.rows, seed: 7 }
  const job = await api.post('/teams/:team/generate', { param, json })
  for (;;) {
    const { status } = await api.get('/teams/:team/jobs/:job', { param: { ...param, job: job.id } })
    if (status === 'completed') return { team, user: me.id, dataset }
    if (status === 'failed') throw new Error('the rows could not be made')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function repeat(file: string, statements: readonly string[], values: object): void {
  const database = new Database(join(data, file))
  for (const statement of statements) database.prepare(statement).run(values)
  database.close()
}

async function signedIn(link: string) {
  const json = { link: link.slice(link.lastIndexOf('/') + 1), password, tokens: 'body' as const }
  const { accessToken } = await createClient(server.url).post('/auth/sessions', { json })
  return createClient(server.url, { key: accessToken ?? '' })
}
