import { once } from 'node:events'
import { createReadStream, existsSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { keepTick } from '../../packages/cli/src/commands/keep-tick.ts'
import { servedByParent } from '../served.ts'
import { servedColumns } from '../served-customers.ts'

/** The same rows in SQLite, served by node:http as one writes it at first: objects, and JSON.stringify of them. */
const [path = '', rows = ''] = process.argv.slice(2)
// Without it some of these processes, and not others, pay a tenth more for a small answer.
keepTick()
const known = existsSync(path)
const database = new Database(path)
if (!known) await load()
const page = database.prepare('select * from customers where id > ? order by id limit ?')
const one = database.prepare('select * from customers where id = ?')
const all = database.prepare('select * from customers order by id')

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const { pathname, searchParams } = url
  if (pathname === '/healthz') return send(response, { status: 'ok' })
  if (pathname === '/one') return send(response, one.get(Number(searchParams.get('id'))))
  if (pathname === '/export') return void exported(response)
  const found = page.all(Number(searchParams.get('cursor') ?? 0), Number(searchParams.get('limit'))) as { id: number }[]
  return send(response, { total: rows.length, next: found.at(-1)?.id ?? null, rows: found })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
const port = typeof address === 'object' && address !== null ? address.port : 0
await servedByParent({ url: `http://127.0.0.1:${port}` }, async () => void server.close().closeAllConnections())

function send(response: ServerResponse, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
}

async function exported(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  let text = ''
  for (const row of all.iterate()) {
    text += `${JSON.stringify(row)}\n`
    if (text.length < 1 << 16) continue
    if (!response.write(text)) await once(response, 'drain')
    text = ''
  }
  response.end(text)
}

async function load(): Promise<void> {
  database.exec(
    `create table customers (id integer primary key, ${servedColumns.filter((name) => name !== 'id').join(', ')})`,
  )
  const insert = database.prepare(
    `insert into customers (${servedColumns.join(', ')}) values (${servedColumns.map((name) => `@${name}`).join(', ')})`,
  )
  database.exec('begin')
  for await (const line of createInterface({ input: createReadStream(rows) })) insert.run(JSON.parse(line))
  database.exec('commit')
}
