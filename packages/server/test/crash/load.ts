import { setTimeout as pause } from 'node:timers/promises'
import type { Acknowledged } from './acknowledged.ts'

/** Where the server is, and who asks: a key of the team, and an administrator of it. */
export interface Target {
  readonly url: string
  readonly team: string
  readonly key: string
  readonly admin: string
}

export type Random = () => number

const people = {
  entities: [{ name: 'people', fields: { id: 'sequence', name: 'full-name', email: 'email' } }],
}

/**
 * Five clients that ask for something, note what was acknowledged, and ask again, until the server is gone. An answer
 * other than the one that is expected ends it all: under load a server refuses nothing of this.
 */
export async function load(target: Target, acknowledged: Acknowledged, random: Random): Promise<void> {
  const clients = [uploads, jobs, leases, keys, reads]
  await Promise.all(clients.map((client) => untilGone(() => client(target, acknowledged, random))))
}

async function untilGone(once: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await once()
    } catch (thrown) {
      // What fetch throws when the connection breaks, before or within an answer.
      if (thrown instanceof TypeError) return
      throw thrown
    }
  }
}

let tags = 0

async function uploads(target: Target, { uploads }: Acknowledged, random: Random): Promise<void> {
  const [tag, rows] = [`upload-${tags++}`, 1 + Math.floor(random() * 12_000)]
  const body = Array.from({ length: rows }, (_, id) => `${JSON.stringify({ id, tag, of: rows })}\n`).join('')
  const made = await asked(target, 'POST', '/datasets/uploads/versions?entity=rows&primaryKey=id', 201, { body })
  uploads.set(made.version, { tag, rows, contentHash: made.contentHash })
}

async function jobs(target: Target, { jobs }: Acknowledged, random: Random): Promise<void> {
  const rows = 200 + Math.floor(random() * 800)
  const json = { dataset: 'generated', schema: people, rows, seed: rows }
  jobs.set((await asked(target, 'POST', '/generate', 202, { json })).id, rows)
  await pause(150)
}

async function leases(target: Target, acknowledged: Acknowledged, random: Random): Promise<void> {
  await pause(20)
  const json = { holder: 'a test', rows: 1 + Math.floor(random() * 3), seconds: 3600 }
  const { id, rows } = await asked(target, 'POST', '/datasets/pool/lease', 201, { json })
  acknowledged.leases.set(
    id,
    rows.map((row: { id: number }) => row.id),
  )
  if (random() < 0.5) return
  acknowledged.unanswered.released.add(id)
  await asked(target, 'DELETE', `/leases/${id}`, 204)
  acknowledged.unanswered.released.delete(id)
  acknowledged.leases.delete(id)
  acknowledged.released.add(id)
}

async function keys({ url, team, admin }: Target, acknowledged: Acknowledged, random: Random): Promise<void> {
  await pause(20)
  const as = { url: `${url}/api`, key: admin }
  const json = { team, name: 'a test', scopes: ['datasets.read'], days: 1 }
  const { key, text } = await ask(as, 'POST', '/keys', 201, { json })
  acknowledged.keys.set(key.id, text)
  if (random() < 0.5) return
  acknowledged.unanswered.revoked.add(key.id)
  await ask(as, 'DELETE', `/keys/${key.id}`, 204)
  acknowledged.unanswered.revoked.delete(key.id)
  acknowledged.keys.delete(key.id)
  acknowledged.revoked.set(key.id, text)
}

/** Whoever reads meanwhile sees one upload whole, or another, and never a part of one. */
async function reads(target: Target): Promise<void> {
  const seen = await asked(target, 'GET', '/datasets/uploads/export?format=ndjson', 200)
  requireWhole(seen)
}

/** All rows of one version: of one upload, and as many as that had. */
export function requireWhole(rows: readonly { readonly tag: string; readonly of: number }[]): void {
  const tags = new Set(rows.map(({ tag }) => tag))
  if (tags.size === 1 && rows[0]?.of === rows.length) return
  throw new Error(`a version has ${rows.length} rows of ${rows[0]?.of}, of the uploads ${[...tags].join(', ')}`)
}

interface Sent {
  readonly json?: unknown
  readonly body?: string
}

export function asked({ url, team, key }: Target, method: string, path: string, status: number, sent: Sent = {}) {
  return ask({ url: `${url}/api/teams/${team}`, key }, method, path, status, sent)
}

/** Not typed: what a test expects of an answer, it says itself. */
type Answered = ReturnType<typeof JSON.parse>

export async function ask(
  { url, key }: Pick<Target, 'url' | 'key'>,
  method: string,
  path: string,
  status: number,
  { json, body }: Sent = {},
): Promise<Answered> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(body === undefined ? {} : { 'content-type': 'application/octet-stream' }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(body === undefined ? {} : { body }),
  })
  const text = await answer.text()
  if (answer.status !== status) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
  if (text === '') return undefined
  return answer.headers.get('content-type')?.startsWith('application/json')
    ? JSON.parse(text)
    : text
        .split('\n')
        .filter((line) => line !== '')
        .map((line): unknown => JSON.parse(line))
}
