import { z } from 'zod'
import type { EventType } from '../../events/event-types.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Services } from '../call.ts'

/** What the services of notifications stand on. */
export type NoticeServices = Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'newId'>

/** What people are told of by e-mail: what they would otherwise have to look for. */
export const toldTypes = [
  'refresh.published',
  'refresh.refused',
  'refresh.failed',
  'refresh.cancelled',
  'run.skipped',
  'run.failed',
  'schedule.paused',
  'version.refused',
  'incident.opened',
  'environment.health',
] as const satisfies readonly EventType[]
export type ToldType = (typeof toldTypes)[number]

export const tellsSchema = z
  .array(
    z.strictObject({
      schedule: z
        .string()
        .min(1)
        .max(64)
        .nullable()
        .default(null)
        .describe('of this schedule alone; null is of the team'),
      types: z.array(z.enum(toldTypes)).min(1).max(toldTypes.length),
    }),
  )
  .min(1)
  .max(50)
export type Tells = z.infer<typeof tellsSchema>

/** Who is told of what. */
export interface Notice {
  readonly id: string
  readonly address: string
  readonly tells: Tells
  readonly active: boolean
  readonly createdAt: string
  readonly createdBy: string
}

/** Where an address is sealed. */
export const noticePlace = (id: string) => `notices/address/${id}`

export function noticeOf(row: TeamTables['notices'], address: string): Notice {
  const { id, tells, active, created_at: createdAt, created_by: createdBy } = row
  return { id, address, tells: tellsOf(tells), active: Number(active) === 1, createdAt, createdBy }
}

export function tellsOf(json: string): Tells {
  return tellsSchema.parse(JSON.parse(json))
}
