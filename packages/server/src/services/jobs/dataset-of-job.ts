import { z } from 'zod'
import type { Sealer } from '../../crypto/sealer.ts'
import type { Job } from './job.ts'
import { openInput } from './job-input.ts'

const named = z.object({ dataset: z.string() })
const asked = z.object({ request: named })

/**
 * The dataset that a job is about, by its id; null where it is about none. What is completed says so in its result; of the
 * rest it stands in what was asked, which is sealed and may be large.
 */
export async function datasetOfJob(
  sealer: Sealer,
  team: string,
  { id, result }: Pick<Job, 'id' | 'result'>,
  input: Uint8Array,
): Promise<string | null> {
  const told = named.safeParse(result)
  if (told.success) return told.data.dataset
  if (result !== null) return null
  const opened = asked.safeParse(await openInput(sealer, team, id, input))
  return opened.success ? opened.data.request.dataset : null
}
