import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { startServer } from '@understudy/server'
import { createClient } from '@understudy/server/client'

/** Makes a team with a dataset out of a file of NDJSON in an embedded store, and says in another file how to get at it. */
const [data = '', about = '', rows = ''] = process.argv.slice(2)
const unlimited = { burst: 1e12, perSecond: 1e9 }
const server = await startServer({ data, port: 0, rates: { caller: unlimited, network: unlimited } })

await writeFile(about, JSON.stringify(await prepare(server.signIn?.url ?? '')))
await server.close()

async function prepare(link: string): Promise<{ team: string; key: string }> {
  const operator = createClient(server.url, { key: await signedIn(link) })
  const team = 'bench'
  await operator.post('/teams', { json: { slug: team, name: 'Bench' } })
  const json = { email: 'bench@example.com', name: 'Bench', role: 'admin' as const }
  const invited = await operator.post('/teams/:team/members', { param: { team }, json })
  const api = createClient(server.url, { key: await signedIn(invited.link.url) })
  const scopes = [
    'datasets.read',
    'datasets.write',
    'jobs.start',
    'jobs.read',
    'events.read',
    'quality.read',
    'quality.write',
  ]
  const key = await api.post('/keys', { json: { team, name: 'bench', scopes } })
  await api.post('/teams/:team/datasets', { param: { team }, json: { name: 'customers' } })
  const asked = { param: { team, dataset: 'customers' }, query: { entity: 'customers', primaryKey: 'id' } }
  await api.upload(asked, streamOf(rows))
  await openAll(api, { team, dataset: 'customers' })
  return { team, key: key.text }
}

/** The reference masks nothing: fields that look like somebody's are answered as they stand, by whoever may say so. */
async function openAll(api: ReturnType<typeof createClient>, param: { team: string; dataset: string }): Promise<void> {
  const { personal } = await api.get('/teams/:team/datasets/:dataset', { param })
  const marked = personal.map(({ entity, field }) => ({ entity, field, mark: 'open' as const }))
  await api.patch('/teams/:team/datasets/:dataset', { param, json: { personal: marked } })
}

async function signedIn(link: string): Promise<string> {
  const json = {
    link: link.slice(link.lastIndexOf('/') + 1),
    password: 'as long as a password has to be',
    tokens: 'body' as const,
  }
  const { accessToken } = await createClient(server.url).post('/auth/sessions', { json })
  return accessToken ?? ''
}

/** Node's stream is one of the web's, which only its types don't say. */
function streamOf(path: string): ReadableStream<Uint8Array> {
  return Readable.toWeb(createReadStream(path, { highWaterMark: 1 << 20 })) as ReadableStream<Uint8Array>
}
