import type { testServer } from '../server.ts'
import { Dice } from './dice.ts'
import { type Document, type Operation, readDocument } from './document.ts'
import { rawSegments } from './hostile.ts'
import { judge } from './judge.ts'
import { placesOf } from './places.ts'
import { type Kind, requestOf } from './request-of.ts'
import { makeWorld, type World } from './world.ts'

type Server = Awaited<ReturnType<typeof testServer>>

export interface Finding {
  readonly request: string
  readonly problems: readonly string[]
}

export interface Outcome {
  readonly findings: readonly Finding[]
  /** How many answers had a status. */
  readonly statuses: Readonly<Record<string, number>>
  /** Operations that have done what they were asked at least once. */
  readonly done: readonly string[]
  /** Those that never did, though they were asked rightly, and what they were told last. */
  readonly refused: Readonly<Record<string, string>>
}

interface Plan {
  readonly operation: Operation
  readonly kind: Kind
}

/** One after the other at every place of every operation: those that break most come first. */
const sweeping = ['a\0b', '\ud800', "'", '../..', '__proto__', 'x'.repeat(10_000), '\u202e\u2028', '%00', '', '-1']
/** What takes something away, or somebody's rights: it gets a world of its own, which is made anew now and then. */
const takesAway =
  /^DELETE|\/(members|users|me|keys|auth|archive|decide)\b|^PATCH .*\/(\{team\}|\{version\})$|^PUT .*\/(config|rules)$|^POST .*\/environment$/
/** What leaves nothing to ask for in its world. */
const ends = /^delete(TeamsByTeam|AuthSessionsBySession)$|^patch(Me|UsersByUser|TeamsByTeam)$/
const [worldsAnewEvery, lastingAnewEvery] = [97, 1000]
const incoming = { socket: { remoteAddress: '127.0.0.1' } }

/**
 * So many requests to every operation of the document: half of them sweep one text after the other, half are by chance.
 * Then whatever has done nothing yet is asked rightly, so often at most.
 */
export async function fuzz(
  server: Server,
  { requests, seed, insists = 0 }: { readonly requests: number; readonly seed: number; readonly insists?: number },
): Promise<Outcome> {
  const dice = new Dice(seed)
  const document = readDocument(await (await server.app.request('/api/openapi.json')).text())
  const sweep = sweepOf(document).slice(0, Math.floor(requests / 2))
  let lasting = await makeWorld(server, { withChecks: true })
  let passing = await makeWorld(server)
  const findings: Finding[] = []
  const statuses: Record<string, number> = {}
  const done = new Set<string>()
  const told = new Map<string, string>()
  for (let i = 0; i < requests; i++) await ask(i, sweep[i] ?? byChance(i, document, dice))
  let i = requests
  for (const operation of insists === 0 ? [] : document.operations) {
    for (let n = 0; n < insists && !done.has(operation.operationId); n++) {
      // What went before may have used up what it needs.
      if (n % 25 === 0) lasting = await makeWorld(server, { withChecks: true })
      await ask(i++, { operation, kind: 'right' })
    }
  }
  const refused = Object.fromEntries([...told].filter(([id]) => !done.has(id)))
  return { findings, statuses, done: [...done], refused }

  async function ask(i: number, plan: Plan): Promise<void> {
    if (i % worldsAnewEvery === worldsAnewEvery - 1) passing = await makeWorld(server)
    if (i % lastingAnewEvery === lastingAnewEvery - 1) lasting = await makeWorld(server, { withChecks: true })
    const { operationId, method, path } = plan.operation
    const world = takesAway.test(`${method} ${path}`) ? passing : lasting
    const { asked, answer, said, problems } = await sent(server, plan, document, dice, world)
    const kind = typeof plan.kind === 'object' ? `${JSON.stringify(plan.kind).slice(0, 100)}` : plan.kind
    const request = `#${i} of seed ${seed}, ${kind}: ${asked.method} ${asked.url.slice(0, 300)}`
    if (problems.length > 0) findings.push({ request, problems })
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
    if (operationId === unknown) return
    if (answer.ok) done.add(operationId)
    else if (plan.kind === 'right') told.set(operationId, `${asked.method} ${asked.url.slice(21, 300)}: ${said}`)
    if (answer.ok && ends.test(operationId)) passing = await makeWorld(server)
  }
}

function sweepOf(document: Document): Plan[] {
  const places = document.operations.flatMap((operation) =>
    placesOf(operation, document).map((place) => ({ operation, place })),
  )
  return sweeping.flatMap((text) => places.map(({ operation, place }) => ({ operation, kind: { place, text } })))
}

/** In every round each operation once, and then what the document does not know. */
function byChance(i: number, { operations }: Document, dice: Dice): Plan {
  const kind = dice.pick(['right', 'right', 'nearly', 'hostile'] as const)
  const known = operations[i % (operations.length + 2)]
  if (known) return { operation: known, kind }
  const { path } = dice.pick(operations)
  const operation = {
    method: dice.pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']),
    path: `${path}/${dice.pick(['nothing', ...rawSegments])}`,
    operationId: unknown,
    'x-permission': unknown,
    parameters: [],
    responses: {},
  }
  return { operation, kind }
}
const unknown = 'unknown'

async function sent(server: Server, { operation, kind }: Plan, document: Document, dice: Dice, world: World) {
  const asked = requestOf(operation, document, dice, kind, world)
  const { method } = asked
  // What its hostile parts have taken elsewhere asks something else.
  const there = depthOf(new URL(asked.url).pathname) === depthOf(operation.path) && operation.operationId !== unknown
  const ask = async (request: Request) => {
    const answer = await server.app.request(request, undefined, { incoming })
    return {
      answer,
      said: await saidBy(answer),
      problems: await judge(there ? operation : undefined, method, document, answer),
    }
  }
  // Some come twice at once, as from a reader who presses again.
  const twin = dice.chance(0.1) ? ask(asked.clone()) : undefined
  const { answer, said, problems } = await ask(asked)
  if (twin) problems.push(...(await twin).problems)
  problems.push(...server.faults.splice(0).map((thrown) => `it failed inside: ${faultOf(thrown)}`))
  return { asked, answer, said, problems }
}

/** What a refusal says. */
async function saidBy(answer: Response): Promise<string> {
  return answer.ok ? '' : (await answer.clone().text()).slice(0, 500)
}

function depthOf(path: string): number {
  return path.split('/').length
}

function faultOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.stack ?? thrown}`.slice(0, 700) : String(thrown)
}
