import { z } from 'zod'

/** What one partition wrote: chunks in order, by entity. Small, so that it can wait in a job's row until all are there. */
export const partSchema = z.object({
  entities: z.array(
    z.object({
      entity: z.string(),
      columns: z.array(z.object({ name: z.string(), type: z.string().nullable() })),
      chunks: z.array(z.object({ rows: z.number(), bytes: z.number(), blob: z.string() })),
    }),
  ),
  /** Fields that look as if they were somebody's, where somebody looked. */
  found: z.array(z.object({ entity: z.string(), field: z.string(), holds: z.string().nullable() })).optional(),
})
export type Part = z.infer<typeof partSchema>

export interface VersionPlace {
  /** Ids. */
  readonly team: string
  readonly dataset: string
  readonly version: number
}
