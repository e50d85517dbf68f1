import type { LargeObjectMask } from '../../anonymize/compiled-policy.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import type { Session } from '../../database/adapter.ts'
import type { GuardedSource } from '../../safety/guarded-source.ts'
import type { RowSelection } from '../clone-plan.ts'
import { referencedObjects } from '../large-objects/referenced-objects.ts'
import { type VerificationCheck, verificationCheck } from '../verification.ts'

export interface LargeObjectSides {
  /** Of the source. */
  readonly schema: SchemaDefinition
  readonly selections: ReadonlyMap<string, RowSelection>
  /** Left out: the target is to have none. */
  readonly rule: LargeObjectMask | 'left out' | undefined
  readonly source: GuardedSource
  readonly target: Session
  readonly signal: AbortSignal | undefined
}

const atATime = 500
const pieceBytes = 1024 * 1024

/** Of a mask that may keep what it is given: so many alone say nothing. */
const mostAlike = 8

/**
 * Whether the target has the source's large objects, by their numbers, and in each what the policy says. Both servers
 * work out hashes of equal pieces, so that nothing of what they hold is sent.
 */
export async function* checkLargeObjects(sides: LargeObjectSides): AsyncGenerator<VerificationCheck> {
  const { rule, source, target, schema, selections } = sides
  const found = await numbersOf(target)
  const wanted =
    rule === 'left out'
      ? new Set<number>()
      : await source.session(async (session) => {
          const all = await numbersOf(session)
          if (selections.size === 0) return all
          const named = await referencedObjects(session, schema, selections)
          return new Set([...all].filter((object) => named.has(object)))
        })
  if (wanted.size === 0 && found.size === 0) return
  const wrong =
    [...wanted].filter((one) => !found.has(one)).length + [...found].filter((one) => !wanted.has(one)).length
  const counted = `${found.size} large objects${wrong > 0 ? ` instead of ${wanted.size}, of which ${wrong} are missing or too many` : ''}`
  yield verificationCheck('large objects', '', undefined, wrong, counted)
  if (rule === undefined || rule === 'left out') return
  const both = [...wanted].filter((one) => found.has(one))
  const tally = { differing: 0, alike: 0 }
  for (let at = 0; at < both.length; at += atATime) await compare(both.slice(at, at + atATime), sides, tally)
  const { differing, alike } = tally
  if (rule.decision === 'keep')
    yield verificationCheck(
      'large objects',
      '',
      undefined,
      differing,
      text(differing, 'hold what the source does not', 'hold what the source does'),
    )
  else if (rule.decision === 'empty')
    yield verificationCheck(
      'large objects',
      '',
      undefined,
      differing,
      text(differing, 'hold something', 'hold nothing'),
    )
  else {
    const most = rule.promises.mayKeep === undefined ? 0 : Math.max(mostAlike, both.length / 2)
    const count = alike > most ? alike : 0
    yield verificationCheck('large objects', '', undefined, count, text(count, 'hold the original', 'hold no original'))
  }
}

function text(wrong: number, bad: string, good: string): string {
  return wrong > 0 ? `${wrong} large objects ${bad}` : `large objects ${good}`
}

async function numbersOf(session: Session): Promise<Set<number>> {
  const found = new Set<number>()
  const rows = session.stream<{ object: number }>('select oid::int8 as object from pg_catalog.pg_largeobject_metadata')
  for await (const some of rows) for (const { object } of some) found.add(object)
  return found
}

/** Round by round, the next piece of each that goes on. */
async function compare(
  objects: readonly number[],
  { rule, source, target, signal }: LargeObjectSides,
  tally: { differing: number; alike: number },
): Promise<void> {
  const isEmptied = typeof rule === 'object' && rule.decision === 'empty'
  let going = objects
  for (let at = 0; going.length > 0; at += pieceBytes) {
    signal?.throwIfAborted()
    const theirs = await hashes(target, going, at)
    if (isEmptied) {
      tally.differing += [...theirs.values()].filter(({ length }) => length > 0).length
      return
    }
    const originals = await source.session((session) => hashes(session, going, at), { largeObjects: true })
    going = going.filter((object) => {
      const [one, other] = [originals.get(object), theirs.get(object)]
      if (one === undefined || other === undefined || one.hash !== other.hash) {
        tally.differing++
        return false
      }
      if (one.length === pieceBytes) return true
      if (at > 0 || one.length > 0) tally.alike++
      return false
    })
  }
}

interface Hashed {
  readonly object: number
  readonly length: number
  readonly hash: string
}

async function hashes(session: Session, objects: readonly number[], at: number): Promise<Map<number, Hashed>> {
  const rows = await session.query<Hashed>(
    `select o::int8 as object, pg_catalog.octet_length(piece) as length,
       pg_catalog.encode(pg_catalog.sha256(piece), 'hex') as hash
     from (
       select o, pg_catalog.lo_get(o, $2::int8, $3::int4) as piece
       from pg_catalog.unnest(pg_catalog.string_to_array($1, ',')::oid[]) o
     ) pieces`,
    [objects.join(','), at, pieceBytes],
  )
  return new Map(rows.map((row) => [row.object, row]))
}
