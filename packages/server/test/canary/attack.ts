import { randomUUID } from 'node:crypto'
import type { Endpoint } from '../endpoints.ts'
import { bodies, queries, rows } from '../requests.ts'
import type { testServer } from '../server.ts'
import type { Things } from './plant.ts'

type Server = Awaited<ReturnType<typeof testServer>>

export interface Aim {
  /** What the path names. */
  readonly path: Things
  /** What the query and the body name beside. */
  readonly named: Things
}

export interface Got {
  readonly status: number
  /** Head and body, as they came. */
  readonly text: string
}

/** One request to an endpoint, about these things. Of a stream no more is read than comes at once. */
export async function attack(
  { app }: Pick<Server, 'app'>,
  { method, path, params, query, body, takesBytes }: Endpoint,
  { path: things, named }: Aim,
  token: string | undefined,
): Promise<Got> {
  const filled = params.reduce((text, name) => text.replace(`{${name}}`, things[name] ?? randomUUID()), path)
  const asked = new URLSearchParams()
  for (const name of query) {
    const value = named[name] ?? queries[name]
    if (value !== undefined) asked.set(name, value)
  }
  const team = named.team ?? ''
  const json: Record<string, unknown> = {
    ...(body as object | undefined),
    ...bodies[`${method} ${path}`]?.({ team, receiver: team }),
  }
  for (const name of ['team', 'to', 'dataset', 'user', 'run']) {
    if (name in json) json[name] = named[name === 'to' ? 'team' : name]
  }
  const answer = await app.request(`http://localhost:4600${filled}?${asked}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      'content-type': takesBytes ? 'application/octet-stream' : 'application/json',
    },
    ...(takesBytes ? { body: rows } : body === undefined ? {} : { body: JSON.stringify(json) }),
  })
  const head = [...answer.headers].map((one) => one.join(': ')).join('\n')
  return { status: answer.status, text: `${head}\n\n${await textOf(answer)}` }
}

async function textOf(answer: Response): Promise<string> {
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) return answer.text()
  const reader = answer.body!.getReader()
  const pieces: Uint8Array[] = []
  const end = setTimeout(() => void reader.cancel(), 100)
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) pieces.push(piece.value)
  clearTimeout(end)
  return Buffer.concat(pieces).toString()
}

/** The same without what differs from request to request, and without the names of the things that it was about. */
export function withoutNames({ status, text }: Got, ...things: readonly Things[]): string {
  const names = new Set(things.flatMap((some) => Object.values(some)).filter((name) => name.length > 2))
  let plain = text.replaceAll(/"(timestamp|requestId)":"[^"]*"/g, '').replaceAll(/^(x-request-id|etag): .*$/gim, '')
  for (const name of names) plain = plain.replaceAll(name, '<name>')
  return `${status}\n${plain}`
}
