import type { testServer } from '../server.ts'
import { Dice } from './dice.ts'
import { type Document, type Operation, readDocument } from './document.ts'
import { hostileBody, hostileHeaders, hostileValue, naughtyTexts, rawSegments } from './hostile.ts'
import { problemsOf } from './problems-of.ts'
import { validValue } from './values.ts'
import { makeWorld, meaningIn, type World } from './world.ts'

type Server = Awaited<ReturnType<typeof testServer>>

export interface Finding {
  readonly request: string
  readonly problems: readonly string[]
}

export interface Outcome {
  readonly findings: readonly Finding[]
  /** How many answers had a status, of requests that were meant to be right and of hostile ones. */
  readonly statuses: Readonly<Record<string, number>>
  /** How many operations have done what they were asked at least once, and those that have not. */
  readonly done: number
  readonly undone: readonly string[]
}

/** What takes something away, or somebody's rights: it gets a world of its own, which is made anew now and then. */
const takesAway = /^DELETE|\/(members|users|me|keys|auth|archive)\b|^PATCH \/api\/teams\/\{team\}$|^PUT .*\/config$/
/** What is for system administrators alone. */
const ofSystem = /^(users|system)\.|^team\.(create|erase)$/
/** What leaves nothing to ask for in its world. */
const ends = /^delete(TeamsByTeam|AuthSessionsBySession)$|^patch(Me|UsersByUser|TeamsByTeam)$/
const worldsAnewEvery = 97
const mostBytes = 1 << 20

/** So many requests, right ones and hostile ones, to every operation of the document in turn. */
export async function fuzz(
  server: Server,
  { requests, seed }: { readonly requests: number; readonly seed: number },
): Promise<Outcome> {
  const dice = new Dice(seed)
  const document = readDocument(await (await server.app.request('/api/openapi.json')).text())
  const lasting = await makeWorld(server, { withChecks: true })
  let passing = await makeWorld(server)
  const findings: Finding[] = []
  const statuses: Record<string, number> = {}
  const done = new Set<string>()
  for (let i = 0; i < requests; i++) {
    if (i % worldsAnewEvery === worldsAnewEvery - 1) passing = await makeWorld(server)
    const operation = operationFor(i, document, dice)
    const away = takesAway.test(`${operation.method} ${operation.path}`)
    const world = away ? passing : lasting
    const kind = dice.pick(['right', 'right', 'nearly', 'hostile'] as const)
    const asked = requestOf(operation, document, dice, kind, world)
    // Some come twice at once, as from a reader who presses again.
    const all = dice.chance(0.1) ? [asked.clone(), asked] : [asked]
    const answers = await Promise.all(all.map((one) => server.app.request(one, undefined, { incoming })))
    const meant =
      depthOf(new URL(asked.url).pathname) === depthOf(operation.path)
        ? operation
        : { ...elsewhere, method: asked.method }
    const problems = (await Promise.all(answers.map((answer) => judged(meant, document, answer)))).flat()
    const [answer] = answers
    if (answer === undefined) continue
    problems.push(...server.faults.splice(0).map((thrown) => `it failed inside: ${faultOf(thrown)}`))
    if (problems.length > 0)
      findings.push({ request: `#${i} of seed ${seed}, ${kind}: ${asked.method} ${asked.url.slice(0, 300)}`, problems })
    const group = `${kind} ${answer.status}`
    statuses[group] = (statuses[group] ?? 0) + 1
    if (answer.ok) done.add(operation.operationId)
    if (answer.ok && ends.test(operation.operationId)) passing = await makeWorld(server)
  }
  const undone = document.operations.map(({ operationId }) => operationId).filter((id) => !done.has(id))
  return { findings, statuses, done: document.operations.length - undone.length, undone }
}

/** What a path is that its hostile parts have taken elsewhere, and what no document knows. */
const elsewhere: Operation = {
  method: 'GET',
  path: '/',
  operationId: 'unknown',
  'x-permission': 'unknown',
  parameters: [],
  responses: {},
}
const incoming = { socket: { remoteAddress: '127.0.0.1' } }

function depthOf(path: string): number {
  return path.split('/').length
}

/** In every round each operation once, and then what the document does not know. */
function operationFor(i: number, { operations }: Document, dice: Dice): Operation {
  const place = i % (operations.length + 2)
  const known = operations[place]
  if (known) return known
  const { path } = dice.pick(operations)
  const method = dice.pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])
  return { ...elsewhere, method, path: `${path}/${dice.pick(['nothing', ...rawSegments])}` }
}

type Kind = 'right' | 'nearly' | 'hostile'

function requestOf(operation: Operation, document: Document, dice: Dice, kind: Kind, world: World): Request {
  const meaning = meaningIn(world)
  const spoiled = (p: number) => (kind === 'hostile' ? dice.chance(p) : false)
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    if (spoiled(0.3)) return dice.chance(0.3) ? dice.pick(rawSegments) : encoded(dice.pick(naughtyTexts))
    const things = world.things[name] ?? []
    return encoded(things.length === 0 || dice.chance(0.05) ? 'nothing' : dice.pick(things))
  })
  const query: string[] = []
  for (const { name, in: where, required, schema } of operation.parameters) {
    if (where !== 'query' || !(required || dice.chance(0.3))) continue
    const value = spoiled(0.4) ? dice.pick(naughtyTexts) : validValue(schema, document, dice, meaning, name)
    query.push(`${name}=${encoded(String(value))}`)
    if (spoiled(0.1)) query.push(`${name}=${dice.pick(rawSegments)}`)
  }
  if (spoiled(0.2))
    query.push(`${encoded(dice.pick(naughtyTexts))}=${encoded(dice.pick(naughtyTexts))}`, '__proto__[polluted]=1')

  const headers = new Headers()
  const token =
    kind === 'hostile' ? dice.pick(world.callers) : ofSystem.test(operation['x-permission']) ? world.boss : world.admin
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  for (const { name, in: where, schema } of operation.parameters) {
    if (where === 'header' && dice.chance(0.2)) setHeader(headers, name, String(validValue(schema, document, dice)))
  }
  const content = Object.entries(operation.requestBody?.content ?? {})[0]
  let body: string | undefined
  if (content) {
    const [mediaType, { schema }] = content
    headers.set('content-type', mediaType)
    body =
      mediaType === 'application/json'
        ? bodyOf()
        : dice.pick(['{"id":1}\n', '{"id":1,"a":"x"}\n{"id":2}\n', 'id,a\n1,2\n', '[{"id":1}]'])
    function bodyOf(): string {
      if (spoiled(0.3)) return hostileBody(dice)
      const value = validValue(schema, document, dice, meaning)
      if (kind === 'right') return JSON.stringify(value)
      return JSON.stringify(spoil(value, dice, kind === 'nearly' ? 1 : 3))
    }
    if (mediaType !== 'application/json' && spoiled(0.5)) body = hostileBody(dice)
  } else if (spoiled(0.1)) {
    body = hostileBody(dice)
  }
  if (spoiled(0.5)) for (let n = dice.whole(1, 3); n > 0; n--) setHeader(headers, ...dice.pick(hostileHeaders))
  const sent = operation.method === 'GET' || operation.method === 'HEAD' ? undefined : body
  const url = `http://localhost:4600${path}${query.length === 0 ? '' : `?${query.join('&')}`}`
  return new Request(url, { method: operation.method, headers, ...(sent === undefined ? {} : { body: sent }) })
}

/** Some of its parts become something else, are gone, or are joined by what nobody asked for. */
function spoil(value: unknown, dice: Dice, times: number): unknown {
  let spoiled = value
  for (let n = dice.whole(1, times); n > 0; n--) spoiled = spoilOnce(spoiled, dice)
  return spoiled
}

function spoilOnce(value: unknown, dice: Dice): unknown {
  if (typeof value !== 'object' || value === null || dice.chance(0.2)) return hostileValue(dice)
  if (Array.isArray(value)) {
    if (value.length === 0 || dice.chance(0.2)) return [...value, hostileValue(dice)]
    const at = dice.whole(0, value.length - 1)
    return value.map((item, i) => (i === at ? spoilOnce(item, dice) : item))
  }
  const entries = Object.entries(value)
  if (entries.length === 0 || dice.chance(0.15))
    return fromEntries([...entries, [dice.pick(naughtyTexts), hostileValue(dice)]])
  const at = dice.whole(0, entries.length - 1)
  if (dice.chance(0.15)) return fromEntries(entries.filter((_entry, i) => i !== at))
  return fromEntries(entries.map(([name, part], i) => [name, i === at ? spoilOnce(part, dice) : part]))
}

/** `__proto__` as a name like any other, which JSON.stringify writes. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries)
}

/** What no header may hold is left out: no client can send it. */
function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value)
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown
  }
}

/** Also what is no text at all: a half of a pair is sent as its three bytes. */
function encoded(text: string): string {
  return [...text].map((sign) => (/^[\ud800-\udfff]$/.test(sign) ? '%ED%A0%80' : encodeURIComponent(sign))).join('')
}

async function judged(operation: Operation, document: Document, answer: Response): Promise<string[]> {
  const { status } = answer
  const bytes = await read(answer)
  if (operation.method === 'HEAD') return status >= 500 ? [`it answers ${status}`] : []
  const problems: string[] = []
  const response = operation.responses[status]
  const unknown = operation.operationId === 'unknown'
  if (status >= 500) problems.push(`it answers ${status}: ${bytes.toString().slice(0, 300)}`)
  if (!response && !unknown)
    problems.push(`it answers ${status}, which its document does not know: ${bytes.toString().slice(0, 200)}`)
  const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
  if (status >= 400) {
    problems.push(...problemsOfJson(bytes, { $ref: '#/components/schemas/Error' }, document))
    if (/node_modules|\bat \/|SQLITE_|select "|packages\//.test(bytes.toString()))
      problems.push(`it tells of its inside: ${bytes}`)
    if (status === 401 && !answer.headers.has('www-authenticate')) problems.push('401 without WWW-Authenticate')
  } else if (response?.content && status !== 304) {
    const schema = response.content[type]?.schema
    if (!schema) problems.push(`its body is ${type || 'nothing'}, which its document does not know`)
    else if (type === 'application/json' && schema.type !== 'string')
      problems.push(...problemsOfJson(bytes, schema, document))
  } else if (response && bytes.length > 0) problems.push(`it has a body, of which its document knows nothing`)
  for (const name of ['x-request-id', 'x-content-type-options']) {
    if (!answer.headers.has(name)) problems.push(`it has no header ${name}`)
  }
  if (status !== 405 && answer.headers.get('cache-control') !== 'no-store') problems.push('a cache may keep it')
  return problems
}

function problemsOfJson(bytes: Buffer, schema: Parameters<typeof problemsOf>[1], document: Document): string[] {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString())
  } catch {
    return [`it is no JSON: ${bytes.toString().slice(0, 100)}`]
  }
  return problemsOf(value, schema, document).slice(0, 5)
}

/** To its end, or as much as anybody would look at: events have no end. */
async function read(answer: Response): Promise<Buffer> {
  const reader = answer.body?.getReader()
  if (!reader) return Buffer.alloc(0)
  const events = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false
  const pieces: Uint8Array[] = []
  for (let length = 0; length < mostBytes; ) {
    const { done, value } = await reader.read()
    if (done) break
    pieces.push(value)
    length += value.length
    if (events) break
  }
  await reader.cancel()
  return Buffer.concat(pieces)
}

function faultOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.stack ?? thrown}`.slice(0, 700) : String(thrown)
}
