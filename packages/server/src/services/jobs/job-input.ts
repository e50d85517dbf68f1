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
  return sealer.sealJson(team, inputPlace(job), value)
}

export async function openInput(
  sealer: Sealer,
  team: string,
  job: string,
  sealed: Uint8Array,
): Promise<z.infer<typeof stored>> {
  return stored.parse(await sealer.openJson(team, inputPlace(job), sealed))
}

/** Where it is sealed. */
export function inputPlace(job: string): string {
  return `jobs/input/${job}`
}
