import { z } from 'zod'

/**
 * A folder that either engine writes and either reads: lines of JSON, a file for each table.
 * `system/<table>.ndjson`, `teams/<team>/<table>.ndjson`, `keys/<team>.ndjson` with the team's data keys alone (wrapped
 * by the ring, which is in no backup), and `backup.json`, which is written last and names them all.
 */
export const manifestName = 'backup.json'

export const manifestShape = z.strictObject({
  kind: z.literal('understudy.backup'),
  version: z.literal(1),
  /** Of the store: the number of its last migration. */
  schema: z.int().min(1),
  madeAt: z.iso.datetime(),
  teams: z.array(z.uuid()),
  files: z.record(z.string(), z.strictObject({ rows: z.int().min(0), sha256: z.string() })),
})

export type Manifest = z.infer<typeof manifestShape>

export const systemFile = (table: string) => `system/${table}.ndjson`
export const teamFile = (team: string, table: string) => `teams/${team}/${table}.ndjson`
export const keysFile = (team: string | null) => `keys/${team ?? 'system'}.ndjson`
