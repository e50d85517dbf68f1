import { HeldLease } from '../../team-server/held-lease.ts'
import type { Revealing } from '../../team-server/refuse-masked.ts'
import type { DataNeed, DataTarget } from '../data-need.ts'
import { outdated } from '../replay-token.ts'
import { databaseTarget } from './database-target.ts'
import { tableOf } from './dataset.ts'
import type { FixtureRow } from './fixture-file.ts'
import { loadFixtures } from './load-fixtures.ts'
import type { RowSource } from './row-source.ts'

export interface LeaseOptions extends Revealing {
  /** All of so many, or none; 1 when not said. */
  readonly rows?: number | undefined
  /** How long the server keeps them for a process that it does not hear of any more; 60 when not said. */
  readonly seconds?: number | undefined
  /** How many seconds to wait for rows that others hold; 0 when not said. */
  readonly wait?: number | undefined
  /** What is published when not said. */
  readonly version?: number | undefined
  /** Needed where the dataset has several. */
  readonly entity?: string | undefined
  /** An expression over the fields of a row: `role = 'admin'`. */
  readonly filter?: string | undefined
  /** Who holds them, for people; the name of the test and its worker when not said. */
  readonly holder?: string | undefined
  /** Whether the rows are written to the database of the test as well; false when not said. */
  readonly write?: boolean | undefined
  /** Where they are written to; the table that is called as their entity when not said. */
  readonly table?: string | undefined
}

/**
 * Rows of a dataset of the team that no other test has while this one runs: `lease('accounts', { rows: 2 })`. They are held
 * as long as the context lives and given back with it.
 */
export function lease<Row extends object = FixtureRow>(
  name: string,
  options: LeaseOptions = {},
): DataNeed<readonly Row[]> & RowSource {
  const { write = false, table } = options
  const held = new WeakMap<object, HeldLease>()
  return {
    kind: 'lease',
    recipe: undefined,
    async load(target) {
      const place = write ? databaseTarget(target, 'lease with { write: true }') : undefined
      const taken = await take(name, options, target)
      const rows = asTyped<Row>(taken.rows)
      held.set(rows, taken)
      const from = `the lease of ${JSON.stringify(name)}`
      const tables = table === undefined ? undefined : { [taken.entity]: table }
      if (place) await loadFixtures(place, [tableOf(taken.entity, taken.rows, tables, from)])
      return rows
    },
    inspect: async (_, rows) => {
      const lost = held.get(rows)?.lost
      return lost ? [lost.message] : []
    },
    async rowsFor(target, recipe) {
      if (recipe !== undefined) throw outdated(`rows of ${JSON.stringify(name)} were leased, and are others' by now`)
      const { entity, rows } = await take(name, options, target)
      return { byEntity: new Map([[entity, rows]]), recipe: null }
    },
  }
}

async function take(name: string, options: LeaseOptions, target: DataTarget): Promise<HeldLease> {
  const { rows = 1, seconds = 60, wait = 0, version, entity, filter, reveal, holder = holderOf(target) } = options
  const taken = await HeldLease.take(target.teamServer(), {
    dataset: name,
    rows,
    seconds,
    waitSeconds: wait,
    holder,
    version,
    entity,
    filter,
    reveal,
    signal: target.signal,
  })
  target.onEnd(() => taken.release())
  // Whoever waited for it may have gone, and nobody else would give it back.
  if (target.signal?.aborted) await taken.release()
  return taken
}

/** One line of 100 characters at the most, of which the end tells tests apart. */
function holderOf({ test: { id, name, worker } }: DataTarget): string {
  const who = (name ?? id).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').trim()
  return `${who.slice(-80)} (worker ${worker})`.trim()
}

/** The rows of a dataset have the type that whoever asks for them states. */
function asTyped<Row>(rows: readonly FixtureRow[]): readonly Row[] {
  return rows as readonly Row[]
}
