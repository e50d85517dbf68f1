import { z } from 'zod'
import type { Sealer } from '../../crypto/sealer.ts'

const stored = z.object({ request: z.unknown(), input: z.unknown() })

/** What a job is to do: it may hold a schema with samples, and is sealed. */
export function sealInput(
  sealer: Sealer,
  team: string,
  job: string,
  value: z.infer<typeof stored>,
): Promise<Uint8Array> {
  return sealer.sealJson(team, place(job), value)
}

export async function openInput(
  sealer: Sealer,
  team: string,
  job: string,
  sealed: Uint8Array,
): Promise<z.infer<typeof stored>> {
  return stored.parse(await sealer.openJson(team, place(job), sealed))
}

function place(job: string): string {
  return `jobs/input/${job}`
}
