import type { Told, TrailEntry } from '../../../audit/trail.ts'
import { teamRows } from '../../../audit/trail-rows.ts'
import type { Store } from '../../../store/store.ts'
import { Together } from '../../../store/together.ts'
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
  await noted(services, call, team, { action, subject: `dataset:${dataset}`, details })
}

/** Who is shown which fields of which version without masks: their names. It is there before a row is read. */
export async function auditReveal(
  services: Standing,
  call: Call,
  team: string,
  dataset: string,
  details: { readonly version: number; readonly fields: string },
): Promise<void> {
  await noted(services, call, team, { action: 'rows.reveal', subject: `dataset:${dataset}`, details })
}

async function noted(services: Standing, call: Call, team: string, entry: TrailEntry): Promise<void> {
  await reads(services.store).add(team, { standing: services, told: { origin: originOf(call), entries: [entry] } })
}

interface NotedRead {
  readonly standing: Standing
  readonly told: Told
}

const mostAtOnce = 200
const ofStores = new WeakMap<Store, Together<NotedRead>>()

/** One for all requests of a process. */
function reads(store: Store): Together<NotedRead> {
  const known = ofStores.get(store)
  if (known) return known
  const made = new Together<NotedRead>(store, mostAtOnce, async (tx, team, noted) => {
    const [{ standing } = {}] = noted
    await standing?.trail.appendAll(
      teamRows(tx, team),
      standing.now(),
      noted.map(({ told }) => told),
    )
  })
  ofStores.set(store, made)
  return made
}
