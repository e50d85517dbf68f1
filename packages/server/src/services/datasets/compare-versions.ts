import { hash } from 'node:crypto'
import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Chunk, getChunk, rowsWithin } from './chunks/chunk.ts'
import { datasetKey } from './chunks/dataset-key.ts'
import { Meeting, type RowPlace, type Side } from './meeting.ts'
import { auditRead } from './read/audit-read.ts'
import { chunkPlaces } from './read/read-chunks.ts'
import { sightFor } from './read/sight.ts'
import { entityOf, findVersion } from './read/version.ts'

export interface Comparison {
  readonly dataset: string
  readonly entity: string
  readonly from: number
  readonly to: number
  /** What tells rows apart; without one, a row that changed is one that went and one that came. */
  readonly primaryKey: readonly string[]
  /** Fields that are masked in what is shown, and not compared. */
  readonly masked: readonly string[]
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

/**
 * Row by row, by primary key. Chunks that both versions have are equal, whatever is in them, and are not read; the others
 * are read side by side, and of their rows digests are kept until the same key comes on the other side. What is masked is
 * compared as its mask: who could upload a guess and be told that it differs would learn the value.
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
    /** Without masks: for whoever may. */
    readonly reveal?: boolean | undefined
  },
): Promise<Comparison> {
  const { id: team } = await teamFor(services, call, 'datasets.read', query.team)
  const [before, after] = await services.store.readTeam(team, async (db) => [
    await findVersion(db, team, query.dataset, query.from),
    await findVersion(db, team, query.dataset, query.to),
  ])
  const named = entityOf(after, query.entity)
  const sight = await sightFor(services, call, team, after, { reveal: query.reveal, entities: [named] })
  const { entity, primaryKey } = sight.entity(named)
  const old = before.entities.find((one) => one.entity === entity)
  const dataset = after.dataset.id
  const key = await datasetKey(services, team, dataset)
  const open = (blob: string) => getChunk(services.blobs, team, key, blob, sight.rows(entity), call.signal)
  const listed = await Promise.all(
    [before, after].map(async ({ version }) => {
      const places: Place[] = []
      for await (const { blob, rows } of chunkPlaces(services, { team, dataset, version, entity })) {
        places.push({ blob, rows })
      }
      return places
    }),
  )
  const [gone, come] = without(listed[0]!, listed[1]!)
  const places = { before: gone, after: come }

  const meeting = new Meeting()
  let [changed, same] = [0, (old?.rows ?? 0) - rowsOf(gone)]
  const shownChanges: Pair[] = []
  for await (const { side, at, chunk } of sideBySide(places, open)) {
    call.signal.throwIfAborted()
    for (let row = 0; row < chunk.rows; row++) {
      const line = rowsWithin(chunk, row, row + 1)
      const digest = digestOf(line)
      const here = { chunk: at, row, digest }
      const met = meeting.come(side, primaryKey.length === 0 ? digest : keyOf(line, primaryKey), here)
      if (met?.digest === digest) same++
      else if (met) {
        changed++
        if (shownChanges.length < query.limit) {
          shownChanges.push(side === 'after' ? { before: met, after: here } : { before: here, after: met })
        }
      }
    }
  }
  const [added, removed] = [meeting.count('after'), meeting.count('before')]
  const onlyAfter: Pair[] = meeting.left('after', query.limit).map((place) => ({ after: place }))
  const onlyBefore: Pair[] = meeting.left('before', query.limit).map((place) => ({ before: place }))
  const pairs = [...onlyAfter.sort(byPlace), ...[...shownChanges, ...onlyBefore].sort(byPlace)].slice(0, query.limit)
  const rows = await shownRows(pairs, (side, chunk) => open(places[side][chunk]!.blob))
  await auditRead(services, call, team, dataset, {
    action: 'rows.compare',
    version: query.to,
    entity,
    rows: rows.length,
  })
  const columns = [...named.columns, ...(old?.columns ?? [])]
  const masked = [...new Set(sight.masked({ entity, columns }))]
  return { dataset, entity, from: query.from, to: query.to, primaryKey, masked, same, added, removed, changed, rows }
}

/** A row that is only in one version, or that differs. */
interface Pair {
  readonly before?: RowPlace
  readonly after?: RowPlace
}

/** By where they lie in the version that they were in first. */
function byPlace(one: Pair, other: Pair): number {
  const [a, b] = [one.before ?? one.after!, other.before ?? other.after!]
  return a.chunk - b.chunk || a.row - b.row
}

/** Chunks of both, by turns, so that as many rows were read of the one as of the other. */
async function* sideBySide(
  places: Readonly<Record<Side, readonly Place[]>>,
  open: (blob: string) => Promise<Chunk>,
): AsyncGenerator<{ readonly side: Side; readonly at: number; readonly chunk: Chunk }> {
  const [at, rows] = [
    { before: 0, after: 0 },
    { before: 0, after: 0 },
  ]
  const isLeft = (side: Side) => at[side] < places[side].length
  while (isLeft('before') || isLeft('after')) {
    const side = !isLeft('after') || (isLeft('before') && rows.before <= rows.after) ? 'before' : 'after'
    const chunk = await open(places[side][at[side]]!.blob)
    yield { side, at: at[side], chunk }
    at[side]++
    rows[side] += chunk.rows
  }
}

/** The lines of rows whose places are known, each chunk opened once. */
async function shownRows(
  pairs: readonly Pair[],
  open: (side: Side, chunk: number) => Promise<Chunk>,
): Promise<ComparedRow[]> {
  const lines = { before: new Map<string, Uint8Array>(), after: new Map<string, Uint8Array>() }
  for (const side of ['before', 'after'] as const) {
    const places = pairs.flatMap((pair) => pair[side] ?? [])
    for (const at of new Set(places.map(({ chunk }) => chunk))) {
      const chunk = await open(side, at)
      for (const { row } of places.filter((place) => place.chunk === at)) {
        lines[side].set(`${at}/${row}`, Buffer.from(rowsWithin(chunk, row, row + 1)))
      }
    }
  }
  return pairs.map((pair) => {
    const lineOf = (side: Side) => {
      const place = pair[side]
      const line = place && lines[side].get(`${place.chunk}/${place.row}`)
      return line ? { [side]: line } : {}
    }
    const change = !pair.before ? 'added' : !pair.after ? 'removed' : 'changed'
    return { change, ...lineOf('before'), ...lineOf('after') }
  })
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

function keyOf(line: Uint8Array, primaryKey: readonly string[]): string {
  const row: Record<string, unknown> = JSON.parse(Buffer.from(line).toString())
  const text = JSON.stringify(primaryKey.map((name) => row[name] ?? null))
  // No digest begins as a list does.
  return text.length <= 40 ? text : digestOf(text)
}

const digestOf = (bytes: Uint8Array | string) => hash('sha256', bytes, 'base64url').slice(0, 22)
const rowsOf = (places: readonly Place[]) => places.reduce((sum, { rows }) => sum + rows, 0)
