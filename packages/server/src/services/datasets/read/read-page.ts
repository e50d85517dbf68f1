import { rowFilter } from '@understudy/sdk'
import type { Call, Services } from '../../call.ts'
import { change } from '../../change.ts'
import { teamFor } from '../../teams/team-for.ts'
import { rowsWithin } from '../chunks/chunk.ts'
import { questionOf, readCursor, writeCursor } from './cursor.ts'
import { matchingRows } from './matching-rows.ts'
import { readChunksAgain } from './read-chunks.ts'
import { entityOf, findVersion, type VersionEntity } from './version.ts'

export interface PageQuery {
  readonly team: string
  readonly dataset: string
  readonly version?: number | undefined
  readonly entity?: string | undefined
  readonly filter?: string | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

export interface RowPage {
  readonly dataset: string
  readonly version: number
  readonly entity: VersionEntity
  /** NDJSON, as it stands in the chunks. */
  readonly lines: readonly Uint8Array[]
  readonly rows: number
  /** Null at the end. A filtered page may have fewer rows than asked for, and still go on. */
  readonly next: string | null
}

/** What one request looks at: chunks in search of rows that meet a filter, and bytes of what it answers. */
const most = { chunks: 64, bytes: 8 << 20 }

/** Pages of one walk are of one version, whatever is published meanwhile. */
export async function readPage(services: Services, call: Call, query: PageQuery): Promise<RowPage> {
  const { id: team } = await teamFor(services, call, 'datasets.read', query.team)
  const filter = query.filter === undefined ? undefined : rowFilter(query.filter)
  const question = questionOf(query.dataset, query.entity, query.filter)
  const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor, question)
  const version = cursor?.version ?? query.version
  const found = await services.store.readTeam(team, (db) => findVersion(db, team, query.dataset, version))
  const entity = entityOf(found, query.entity)
  const from = cursor?.row ?? 0
  const place = { team, dataset: found.dataset.id, version: found.version, entity: entity.entity, from }
  const lines: Uint8Array[] = []
  let [rows, bytes, chunks, next] = [0, 0, 0, entity.rows]
  reading: for await (const chunk of readChunksAgain(services, place, call.signal)) {
    const start = Math.max(0, from - chunk.firstRow)
    const matches = await matchingRows(entity, chunk, filter, start)
    for (const row of matches) {
      if (rows === query.limit || bytes > most.bytes) {
        next = chunk.firstRow + row
        break reading
      }
      const line = rowsWithin(chunk, row, row + 1)
      lines.push(line)
      rows++
      bytes += line.length
    }
    next = chunk.firstRow + chunk.rows
    if (++chunks >= most.chunks || rows === query.limit) break
  }
  await auditRead(services, call, team, found.dataset.id, {
    version: found.version,
    entity: entity.entity,
    rows,
    filter: query.filter,
  })
  return {
    dataset: found.dataset.id,
    version: found.version,
    entity,
    lines,
    rows,
    next: next >= entity.rows ? null : writeCursor({ version: found.version, row: next }, question),
  }
}

/** Who read what of which version: never a value, so of the filter no more than a hash. */
export async function auditRead(
  services: Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>,
  call: Call,
  team: string,
  dataset: string,
  {
    version,
    entity,
    rows,
    filter,
    action = 'rows.read',
  }: {
    readonly version: number
    readonly entity?: string | undefined
    readonly rows: number
    readonly filter?: string | undefined
    readonly action?: 'rows.read' | 'rows.export' | 'rows.compare' | 'profile.read' | 'quality.read'
  },
): Promise<void> {
  await change(services, call, team, async (_tx, note) => {
    note.audit({
      action,
      subject: `dataset:${dataset}`,
      details: {
        version,
        ...(entity === undefined ? {} : { entity }),
        rows,
        ...(filter === undefined ? {} : { filter: questionOf(filter) }),
      },
    })
  })
}
