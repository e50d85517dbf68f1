import type { LargeObjectMask } from '../../anonymize/compiled-policy.ts'
import type { Session } from '../../database/adapter.ts'
import { quoteIdentifier, quoteLiteral } from '../../database/postgres/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import type { ObjectFacts, ObjectPiece } from './read-objects.ts'

/** A transform takes an object as one. */
const longestMasked = 64 * 1024 * 1024

/** Writes pieces as the policy says, each object under its own number. */
export class ObjectWriter {
  readonly #session: Session
  readonly #rule: LargeObjectMask
  /** Of an object that is masked: what has come of it. */
  #whole: Uint8Array[] = []
  #length = 0

  constructor(session: Session, rule: LargeObjectMask) {
    this.#session = session
    this.#rule = rule
  }

  async write(piece: ObjectPiece): Promise<void> {
    const rule = this.#rule
    const { object, at, bytes, isLast } = piece
    if (rule.decision === 'keep') return await this.#put(object, at, bytes)
    if (rule.decision === 'empty') {
      if (at === 0) await this.#put(object, 0, new Uint8Array())
      return
    }
    this.#whole.push(bytes)
    this.#length += bytes.length
    if (this.#length > longestMasked) throw tooLong(object, rule.transform.name)
    if (!isLast) return
    const text = rule.mask.value(`\\x${Buffer.concat(this.#whole).toString('hex')}`, { text: () => null })
    this.#whole = []
    this.#length = 0
    await this.#put(object, 0, Buffer.from(text?.slice(2) ?? '', 'hex'))
  }

  async #put(object: number, at: number, bytes: Uint8Array): Promise<void> {
    const text = at === 0 ? 'select pg_catalog.lo_from_bytea($1::oid, $2::bytea)' : undefined
    if (text) await this.#session.query(text, [object, bytes])
    else if (bytes.length > 0)
      await this.#session.query('select pg_catalog.lo_put($1::oid, $2::int8, $3::bytea)', [object, at, bytes])
  }
}

/** Rights of roles that the target has; comments may say what an object holds, and come only with what it holds. */
export async function writeObjectFacts(
  session: Session,
  facts: readonly ObjectFacts[],
  { roles, comments }: { readonly roles: ReadonlySet<string>; readonly comments: boolean },
): Promise<void> {
  const statements = facts.flatMap(({ object, comment, grants }) => [
    ...(comments && comment !== null ? [`comment on large object ${Number(object)} is ${quoteLiteral(comment)}`] : []),
    ...grants
      .filter(({ role, privilege }) => (role === null || roles.has(role)) && /^(SELECT|UPDATE)$/.test(privilege))
      .map(({ role, privilege, grantable }) => {
        const to = role === null ? 'public' : quoteIdentifier(role)
        return `grant ${privilege} on large object ${Number(object)} to ${to}${grantable ? ' with grant option' : ''}`
      }),
  ])
  if (statements.length > 0) await session.execute(statements.join(';\n'))
}

function tooLong(object: number, transform: string): UnderstudyError {
  return new UnderstudyError('MASKING_FAILED', {
    operation: 'copy large objects',
    message: `The large object ${object} has more than ${longestMasked / 1024 / 1024} MiB, which ${transform} would have to take as one`,
    hint: 'Decide otherwise about "largeObjects" in the policy: "empty", or keep with a waiver.',
    details: { object, stands: 'the target is as it was' },
  })
}
