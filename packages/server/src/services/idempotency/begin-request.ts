import { RequestError } from '../../errors/request-error.ts'
import type { Services } from '../call.ts'
import { type KeptAnswer, keptMs, placeOfAnswer, readAnswer } from './kept-answer.ts'

export interface FirstTime {
  readonly first: true
}
export interface SentAgain {
  readonly first: false
  readonly requestHash: string
  readonly answer: KeptAnswer
}

/**
 * The first one under its name goes on; what comes after it gets the answer that the first one got. While there is none
 * it is refused: the first one is still at work, or its server ended before it could say what came of it.
 */
export async function beginRequest(
  { store, sealer, now }: Pick<Services, 'store' | 'sealer' | 'now'>,
  id: string,
  team: string | null,
): Promise<FirstTime | SentAgain> {
  const at = now()
  const oldest = new Date(at.getTime() - keptMs).toISOString()
  const row = await store.system(async (tx) => {
    const found = await tx.selectFrom('idempotency').selectAll().where('id', '=', id).executeTakeFirst()
    if (found && found.created_at > oldest) return found
    await tx.deleteFrom('idempotency').where('id', '=', id).execute()
    await tx
      .insertInto('idempotency')
      .values({ id, team_id: team, request_hash: '', status: null, answer_sealed: null, created_at: at.toISOString() })
      .execute()
    return undefined
  })
  if (!row) return { first: true }
  if (row.answer_sealed === null) {
    throw new RequestError('IDEMPOTENCY_KEY_IN_USE', {
      message: 'a request with this idempotency key has begun and has no answer yet',
      details: { since: row.created_at, retryAfter: 1 },
    })
  }
  const answer = readAnswer(await sealer.openJson(row.team_id, placeOfAnswer(id), row.answer_sealed))
  return { first: false, requestHash: row.request_hash, answer }
}
