import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { type EncodedRows, encodedRows, type RowsRequest } from './encoded-rows.ts'

/** Rows at once, kept nowhere: for what is too small to wait for a job. The trail tells that somebody had them. */
export async function generateNow(
  services: Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>,
  call: Call,
  { team: named, ...request }: RowsRequest & { readonly team: string },
  signal: AbortSignal,
): Promise<EncodedRows> {
  const { id: team } = await teamFor(services, call, 'jobs.start', named)
  const encoded = encodedRows(request, signal)
  await change(services, call, team, async (_tx, note) => {
    const details = { rows: encoded.rows, format: request.format }
    note.audit({ action: 'rows.generate', subject: `team:${team}`, details })
  })
  return encoded
}
