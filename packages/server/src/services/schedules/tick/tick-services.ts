import type { Call, Services } from '../../call.ts'
import type { RefreshSeed } from '../../refresh/remake-for.ts'
import type { RunFigures } from '../run-figures.ts'

export interface WantedRefresh {
  /** The run's: the same one twice is one refresh. */
  readonly id: string
  readonly team: string
  readonly schedule: string
  readonly datasets: readonly string[] | undefined
  readonly seed: RefreshSeed | undefined
  readonly together: boolean
}

/** What makes data anew. That it has ended, and how, stands in the refresh's row. */
export interface Refreshing {
  /** Null where nothing could be made anew, with the codes of why. */
  start(
    call: Call,
    wanted: WantedRefresh,
  ): Promise<{ readonly refresh: string | null; readonly codes: readonly string[] }>
  /** Safe to repeat. */
  cancel(call: Call, refresh: { readonly team: string; readonly refresh: string }): Promise<void>
}

/** What a look at the schedules stands on. */
export type TickServices = Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'clock' | 'newId'> & {
  readonly refreshing: Refreshing
  /** For whoever runs the server: what nobody's schedule is to blame for. */
  readonly reportFailure: (team: string, thrown: unknown) => void
  /** From 0 to 1. */
  readonly random: () => number
  readonly figures?: RunFigures
}

/** As the server itself, for whoever the schedule is of. */
export function callForSchedule(services: Pick<Services, 'newId'>, createdBy: string, signal: AbortSignal): Call {
  return { actor: { kind: 'system', for: createdBy }, requestId: services.newId(), ip: null, signal }
}
