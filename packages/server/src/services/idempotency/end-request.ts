import type { Services } from '../call.ts'
import { type KeptAnswer, placeOfAnswer } from './kept-answer.ts'

/** What came of the first one. Undefined: nothing was done, and the name is free for another try. */
export async function endRequest(
  { store, sealer }: Pick<Services, 'store' | 'sealer'>,
  id: string,
  team: string | null,
  ended: { readonly requestHash: string; readonly answer: KeptAnswer } | undefined,
): Promise<void> {
  if (ended === undefined) {
    await store.system((tx) => tx.deleteFrom('idempotency').where('id', '=', id).where('status', 'is', null).execute())
    return
  }
  const { requestHash, answer } = ended
  const sealed = await sealer.sealJson(team, placeOfAnswer(id), answer)
  await store.system((tx) =>
    tx
      .updateTable('idempotency')
      .set({ request_hash: requestHash, status: answer.status, answer_sealed: sealed })
      .where('id', '=', id)
      .execute(),
  )
}
