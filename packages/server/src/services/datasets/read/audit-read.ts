import type { Told } from '../../../audit/trail.ts'
import { teamRows } from '../../../audit/trail-rows.ts'
import type { Store } from '../../../store/store.ts'
import { type Call, originOf, type Services } from '../../call.ts'
import { questionOf } from './cursor.ts'

type Standing = Pick<Services, 'store' | 'trail' | 'now'>

export interface RowsRead {
  readonly version: number
  readonly entity?: string | undefined
  readonly rows: number
  readonly filter?: string | undefined
  readonly action?: 'rows.read' | 'rows.export' | 'rows.compare' | 'quality.read' | 'profile.read'
}

/** Who read what of which version: never a value, so of the filter no more than a hash. It is there when this is done. */
export async function auditRead(
  services: Standing,
  call: Call,
  team: string,
  dataset: string,
  { version, entity, rows, filter, action = 'rows.read' }: RowsRead,
): Promise<void> {
  const details = {
    version,
    ...(entity === undefined ? {} : { entity }),
    rows,
    ...(filter === undefined ? {} : { filter: questionOf(filter) }),
  }
  await notedReads(services.store, team).note(services, team, {
    origin: originOf(call),
    entries: [{ action, subject: `dataset:${dataset}`, details }],
  })
}

interface Waiting {
  readonly told: Told
  done(): void
  failed(thrown: unknown): void
}

const mostAtOnce = 200

/**
 * Reads of one team that are noted side by side are noted by one commit: those that come while another one is under way
 * gather for the next. Each waits for its own, so that nothing is answered that is not in the trail.
 */
class NotedReads {
  #waiting: Waiting[] = []
  #committing = false

  note(services: Standing, team: string, told: Told): Promise<void> {
    const noted = new Promise<void>((done, failed) => this.#waiting.push({ told, done, failed }))
    if (!this.#committing) void this.#commitAll(services, team)
    return noted
  }

  async #commitAll({ store, trail, now }: Standing, team: string): Promise<void> {
    this.#committing = true
    while (this.#waiting.length > 0) {
      const together: Waiting[] = []
      try {
        await store.team(team, (tx) => {
          together.push(...this.#waiting.splice(0, mostAtOnce - together.length))
          const told = together.map((one) => one.told)
          return trail.appendAll(teamRows(tx, team), now(), told)
        })
        for (const one of together) one.done()
      } catch (thrown) {
        // Where not even the transaction began, those who wait for it wait no more.
        for (const one of together.length > 0 ? together : this.#waiting.splice(0)) one.failed(thrown)
      }
    }
    this.#committing = false
  }
}

const ofStores = new WeakMap<Store, Map<string, NotedReads>>()

/** One for all requests of a process about a team. */
function notedReads(store: Store, team: string): NotedReads {
  const teams = ofStores.get(store) ?? new Map<string, NotedReads>()
  ofStores.set(store, teams)
  const reads = teams.get(team) ?? new NotedReads()
  teams.set(team, reads)
  return reads
}
