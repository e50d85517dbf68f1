import { type ServedHandler, serveHandler } from './served-handler.ts'

type Row = Readonly<Record<string, unknown>>

export interface Heard {
  readonly method: string
  /** Below the team. */
  readonly path: string
  readonly headers: Headers
  readonly body: Row
}

export interface TeamApi extends ServedHandler {
  readonly settings: { readonly url: string; readonly team: string; readonly key: string }
  readonly heard: readonly Heard[]
  /** Requests by method and path: "post leases/1/renew". */
  readonly asked: readonly string[]
  /** What the next requests are answered with instead, one each. */
  instead(...answers: readonly (() => Response)[]): void
  /** Ids of leases that nobody has given back. */
  readonly held: ReadonlySet<string>
  publish(entities: Readonly<Record<string, readonly Row[]>>): void
}

const key = 'ptd_test_00000000000000000000000000000000_secret'

/**
 * What a server of a team answers to this SDK, with the faults that a network has: the server itself is put to the same
 * questions by the tests of its package.
 */
export async function teamApi(): Promise<TeamApi> {
  const heard: Heard[] = []
  const instead: (() => Response)[] = []
  const versions: Readonly<Record<string, readonly Row[]>>[] = []
  const held = new Set<string>()
  let leases = 0
  const served = await serveHandler(async (request) => {
    const url = new URL(request.url)
    const path = url.pathname.replace('/api/teams/checkout/', '')
    const text = await request.text()
    const body: Row = text === '' ? {} : JSON.parse(text)
    heard.push({ method: request.method.toLowerCase(), path, headers: request.headers, body })
    const other = instead.shift()
    if (other) return other()
    const [dataset = '', of, which = ''] = path.split('/').slice(1)
    if (path.startsWith('leases/')) {
      if (!held.has(dataset)) return refusal(409, 'CONFLICT', 'the lease has ended')
      if (request.method === 'DELETE') {
        held.delete(dataset)
        return new Response(null, { status: 204 })
      }
      return Response.json({ id: dataset })
    }
    if (of === undefined) return Response.json({ publishedVersion: versions.length === 0 ? null : versions.length })
    const version = Number(url.searchParams.get('version') ?? (of === 'versions' ? which : versions.length))
    const entities = versions[version - 1]
    if (!entities) return refusal(404, 'NOT_FOUND', `the dataset has no version ${version} that can be read`)
    if (of === 'versions') {
      const counts = Object.entries(entities).map(([entity, rows]) => ({ entity, rows: rows.length }))
      return Response.json({ contentHash: `hash-${version}`, entities: counts })
    }
    if (of === 'export') {
      const rows = entities[url.searchParams.get('entity') ?? ''] ?? []
      return new Response(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    }
    const [[entity, rows] = ['', []]] = Object.entries(entities)
    const id = String(++leases)
    held.add(id)
    return Response.json({ id, version, entity, rows: rows.slice(0, Number(body.rows)) }, { status: 201 })
  })
  return {
    ...served,
    settings: { url: served.url, team: 'checkout', key },
    heard,
    get asked() {
      return heard.map(({ method, path }) => `${method} ${path}`)
    },
    instead: (...answers) => void instead.push(...answers),
    held,
    publish: (entities) => void versions.push(entities),
  }
}

export function refusal(status: number, errorCode: string, message: string, details: Row = {}): Response {
  const body = { errorCode, message, details, requestId: 'r-1', suggestedActions: [`Do what ${errorCode} asks for.`] }
  return Response.json(body, { status })
}
