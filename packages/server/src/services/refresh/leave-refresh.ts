import type { TeamTransaction } from '../../store/store.ts'
import type { TeamNote } from '../change.ts'
import { partOfDataset } from './part.ts'
import { partEnded } from './settle.ts'

/** A dataset that is erased makes no new version: together with it no other one is published. */
export async function leaveRefresh(
  tx: TeamTransaction,
  note: TeamNote,
  { team, dataset, at }: { readonly team: string; readonly dataset: string; readonly at: Date },
): Promise<void> {
  const part = await partOfDataset(tx, { team, dataset })
  if (!part || part.state === 'published' || part.state === 'refused') return
  const reason = 'the dataset was erased'
  await partEnded(tx, note, part, { state: 'failed', error_code: 'NOT_FOUND', reason }, at)
}
