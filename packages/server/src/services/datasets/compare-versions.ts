import { createHash } from 'node:crypto'
import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { getChunk, rowsWithin } from './chunks/chunk.ts'
import { type DatasetKey, datasetKey } from './chunks/dataset-key.ts'
import { chunkPlaces } from './read/read-chunks.ts'
import { auditRead } from './read/read-page.ts'
import { entityOf, findVersion } from './read/version.ts'

export interface Comparison {
  readonly dataset: string
  readonly entity: string
  readonly from: number
  readonly to: number
  /** What tells rows apart; without one, a row that changed is one that went and one that came. */
  readonly primaryKey: readonly string[]
  readonly same: number
  readonly added: number
  readonly removed: number
  readonly changed: number
  /** Some of them. */
  readonly rows: readonly ComparedRow[]
}

export interface ComparedRow {
  readonly change: 'added' | 'removed' | 'changed'
  /** Lines of NDJSON. */
  readonly before?: Uint8Array
  readonly after?: Uint8Array
}

/** Rows of one version that are compared one by one: those of chunks that the other does not have. */
const mostRows = 500_000

/**
 * Row by row, by primary key. Chunks that both versions have are equal, whatever is in them, and are not read; of the
 * rest digests are kept, not rows.
 */
export async function compareVersions(
  services: Services,
  call: Call,
  query: {
    readonly team: string
    readonly dataset: string
    readonly from: number
    readonly to: number
    readonly entity?: string | undefined
    /** How many rows are shown. */
    readonly limit: number
  },
): Promise<Comparison> {
  const { id: team } = await teamFor(services, call, 'datasets.read', query.team)
  const [before, after] = await services.store.readTeam(team, async (db) => [
    await findVersion(db, team, query.dataset, query.from),
    await findVersion(db, team, query.dataset, query.to),
  ])
  const { entity, primaryKey } = entityOf(after, query.entity)
  const old = before.entities.find((one) => one.entity === entity)
  const dataset = after.dataset.id
  const key = await datasetKey(services, team, dataset)
  const sides = await Promise.all(
    [before, after].map(async ({ version }) => {
      const blobs: Place[] = []
      for await (const { blob, rows } of chunkPlaces(services, { team, dataset, version, entity })) {
        blobs.push({ blob, rows })
      }
      return blobs
    }),
  )
  const [goneChunks, newChunks] = without(sides[0]!, sides[1]!)
  refuseTooMany(Math.max(rowsOf(goneChunks), rowsOf(newChunks)))
  const identity = (line: Uint8Array) => (primaryKey.length === 0 ? digest(line) : keyOf(line, primaryKey))
  const read = (places: readonly Place[]) => linesOf(services, call, team, key, places)

  const remaining = new Map<string, { readonly row: string; count: number }>()
  for await (const line of read(goneChunks)) {
    const id = identity(line)
    const known = remaining.get(id)
    if (known) known.count++
    else remaining.set(id, { row: digest(line), count: 1 })
  }
  let [added, changed, same] = [0, 0, (old?.rows ?? 0) - rowsOf(goneChunks)]
  const shown: ComparedRow[] = []
  const changedRows = new Map<string, Uint8Array>()
  for await (const line of read(newChunks)) {
    const id = identity(line)
    const known = remaining.get(id)
    if (!known) {
      added++
      if (shown.length < query.limit) shown.push({ change: 'added', after: Buffer.from(line) })
      continue
    }
    if (known.count === 1) remaining.delete(id)
    else known.count--
    if (known.row === digest(line)) same++
    else {
      changed++
      if (changedRows.size < query.limit) changedRows.set(id, Buffer.from(line))
    }
  }
  const removed = [...remaining.values()].reduce((sum, { count }) => sum + count, 0)
  if (shown.length < query.limit && (removed > 0 || changedRows.size > 0)) {
    for await (const line of read(goneChunks)) {
      const id = identity(line)
      const now = changedRows.get(id)
      if (now) shown.push({ change: 'changed', before: Buffer.from(line), after: now })
      else if (remaining.has(id)) shown.push({ change: 'removed', before: Buffer.from(line) })
      if (shown.length >= query.limit) break
    }
  }
  const counts = { same, added, removed, changed }
  await auditRead(services, call, team, dataset, {
    action: 'rows.compare',
    version: query.to,
    entity,
    rows: shown.length,
  })
  return { dataset, entity, from: query.from, to: query.to, primaryKey, ...counts, rows: shown }
}

interface Place {
  readonly blob: string
  readonly rows: number
}

/** What each has beyond the other, chunk by chunk; one that stands twice is there twice. */
function without(one: readonly Place[], other: readonly Place[]): [Place[], Place[]] {
  const counts = new Map<string, number>()
  for (const { blob } of other) counts.set(blob, (counts.get(blob) ?? 0) + 1)
  const onlyOne = one.filter(({ blob }) => {
    const left = counts.get(blob) ?? 0
    if (left > 0) counts.set(blob, left - 1)
    return left === 0
  })
  const onlyOther = other.filter(({ blob }) => {
    const left = counts.get(blob) ?? 0
    if (left > 0) counts.set(blob, left - 1)
    return left > 0
  })
  return [onlyOne, onlyOther]
}

async function* linesOf(
  services: Services,
  call: Call,
  team: string,
  key: DatasetKey,
  places: readonly Place[],
): AsyncGenerator<Uint8Array> {
  for (const { blob } of places) {
    call.signal.throwIfAborted()
    const chunk = await getChunk(services.blobs, team, key, blob, call.signal)
    for (let row = 0; row < chunk.rows; row++) yield rowsWithin(chunk, row, row + 1)
  }
}

function keyOf(line: Uint8Array, primaryKey: readonly string[]): string {
  const row: Record<string, unknown> = JSON.parse(Buffer.from(line).toString())
  return digest(JSON.stringify(primaryKey.map((name) => row[name] ?? null)))
}

const digest = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
const rowsOf = (places: readonly Place[]) => places.reduce((sum, { rows }) => sum + rows, 0)

function refuseTooMany(rows: number): void {
  if (rows <= mostRows) return
  throw new RequestError('LIMIT_EXCEEDED', {
    message: `one request compares at most ${mostRows} rows, and these versions differ in chunks of ${rows}`,
    hint: 'Export both versions and compare them where they are.',
    details: { limit: 'comparedRows', most: mostRows, asked: rows },
  })
}
