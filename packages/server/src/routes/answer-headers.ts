import type { HttpBindings } from '@hono/node-server'
import { randomUuids } from '../observe/random-uuids.ts'
import { BearingResponse, type Borne } from './bearing-response.ts'

/** What browsers may do with an answer: nothing that a page of ours does not need. */
const guarding = [
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Origin-Agent-Cluster', '?1'],
  ['Referrer-Policy', 'no-referrer'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-DNS-Prefetch-Control', 'off'],
  ['X-Download-Options', 'noopen'],
  ['X-Frame-Options', 'DENY'],
  ['X-Permitted-Cross-Domain-Policies', 'none'],
  ['X-XSS-Protection', '0'],
  [
    'Content-Security-Policy',
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ],
]
const onlyByTls = ['Strict-Transport-Security', 'max-age=31536000']
const onlyOfApi = ['Cache-Control', 'no-store']
const idName = 'X-Request-Id'
const newId = randomUuids()

/** Says of an answer, by its id and the path that was asked for, which headers it bears. */
export type AnswerHeaders = (id: string, path: string) => Borne

/** The headers of every answer. Of the API nothing is kept by anyone on the way. */
export function answerHeaders({ byTls }: { readonly byTls: boolean }): AnswerHeaders {
  const every = [...guarding, ...(byTls ? [onlyByTls] : [])]
  const [ofApi, ofOthers] = [withoutId([...every, onlyOfApi]), withoutId(every)]
  return (id, path) => {
    const { lines, names } = isOfApi(path) ? ofApi : ofOthers
    return { lines: `${lines}${idName}: ${id}\r\n`, names }
  }
}

function withoutId(headers: readonly string[][]): Borne {
  return {
    lines: headers.map(([name, value]) => `${name}: ${value}\r\n`).join(''),
    names: new Set([...headers.map(([name = '']) => name), idName].map((name) => name.toLowerCase())),
  }
}

/** Before it is known what is answered, where a socket waits for it; false where none does. */
export function isBorne(outgoing: HttpBindings['outgoing'] | undefined, headers: Borne): boolean {
  if (!(outgoing instanceof BearingResponse)) return false
  outgoing.bear(headers)
  return true
}

/** For an answer that no socket waits for. */
export function addHeaders(answer: Headers, { lines }: Borne): void {
  for (const [, name = '', value = ''] of lines.matchAll(/(.*?): (.*)\r\n/g)) answer.set(name, value)
}

/** The id that a request names, where it is a word. It is looked for where Node has it: all headers need not be made for it. */
export function requestIdOf(request: Request, incoming: HttpBindings['incoming'] | undefined): string {
  const id = incoming?.rawHeaders ? named(incoming.rawHeaders) : request.headers.get(idName)
  return id && /^[\w=-]{1,255}$/.test(id) ? id : newId()
}

/** Undefined where there is none, or several. */
function named(headers: readonly string[]): string | undefined {
  let found: string | undefined
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!
    if (name.length !== idName.length || name.toLowerCase() !== idName.toLowerCase()) continue
    if (found !== undefined) return undefined
    found = headers[i + 1]
  }
  return found
}

function isOfApi(path: string): boolean {
  return path.startsWith('/api') && (path.length === 4 || path[4] === '/')
}
