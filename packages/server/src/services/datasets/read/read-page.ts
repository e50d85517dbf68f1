import { rowFilter } from '@understudy/sdk'
import type { Call, Services } from '../../call.ts'
import { teamFor } from '../../teams/team-for.ts'
import { type Chunk, rowsWithin } from '../chunks/chunk.ts'
import type { LentChunk } from '../chunks/opened-chunks.ts'
import { auditRead } from './audit-read.ts'
import { questionOf, readCursor, writeCursor } from './cursor.ts'
import { matchingRows } from './matching-rows.ts'
import { beginningOfRows, readChunksAgain } from './read-chunks.ts'
import { sightFor } from './sight.ts'
import { entityOf, findVersion, type VersionEntity } from './version.ts'

export interface PageQuery {
  readonly team: string
  readonly dataset: string
  readonly version?: number | undefined
  readonly entity?: string | undefined
  readonly filter?: string | undefined
  readonly cursor?: string | undefined
  /** The row to begin at, where no cursor says it. */
  readonly first?: number | undefined
  readonly limit: number
  /** Of a version that nobody reads: one that is held, or was refused and is kept for a while. */
  readonly inspect?: boolean | undefined
  /** Without masks: for whoever may. */
  readonly reveal?: boolean | undefined
}

export interface RowPage {
  readonly dataset: string
  readonly version: number
  readonly entity: VersionEntity
  /** Fields that are masked in them. */
  readonly masked: readonly string[]
  /** NDJSON, as it stands in the chunks: whole lines, one or many in each. */
  readonly lines: readonly Uint8Array[]
  /** Where each line ends, behind its line feed, in all of them put together. */
  readonly ends: readonly number[]
  /** Nobody looks at the lines any more: their memory may go. */
  readonly done: () => void
  readonly rows: number
  /** Null at the end. A filtered page may have fewer rows than asked for, and still go on. */
  readonly next: string | null
}

/** What one request looks at: chunks in search of rows that meet a filter, and bytes of what it answers. */
const most = { chunks: 64, bytes: 8 << 20 }

/** Pages of one walk are of one version, whatever is published meanwhile. */
export async function readPage(services: Services, call: Call, query: PageQuery): Promise<RowPage> {
  const { id: team } = await teamFor(services, call, 'datasets.read', query.team)
  const { inspect = false } = query
  if (inspect) await teamFor(services, call, 'versions.decide', team)
  const filter = query.filter === undefined ? undefined : rowFilter(query.filter)
  const question = questionOf(query.dataset, query.entity, query.filter)
  const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor, question)
  const version = cursor?.version ?? query.version
  const { found, named, from, beginning } = await services.store.readTeam(team, async (db) => {
    const found = await findVersion(db, team, query.dataset, version, { hidden: inspect, refused: inspect })
    const named = entityOf(found, query.entity)
    const from = Math.min(cursor?.row ?? query.first ?? 0, named.rows)
    const place = { team, dataset: found.dataset.id, version: found.version, entity: named.entity, from }
    return { found, named, from, beginning: await beginningOfRows(db, place) }
  })
  const sight = await sightFor(services, call, team, found, { reveal: query.reveal, entities: [named] })
  sight.refuseFilter(named, filter)
  const entity = sight.entity(named)
  const place = { team, dataset: found.dataset.id, version: found.version, entity: entity.entity, from, sight }
  const lines: Uint8Array[] = []
  const ends: number[] = []
  const lent: LentChunk[] = []
  let [rows, bytes, chunks, next] = [0, 0, 0, entity.rows]
  reading: for await (const chunk of readChunksAgain(services, place, call.signal, beginning)) {
    lent.push(chunk)
    const start = Math.max(0, from - chunk.firstRow)
    if (!filter) {
      const end = lastThatFits(chunk, start, query.limit - rows, most.bytes - bytes)
      const piece = rowsWithin(chunk, start, end)
      if (piece.length > 0) lines.push(piece)
      for (let row = start; row < end; row++) ends.push(bytes + chunk.starts[row + 1]! - chunk.starts[start]!)
      rows += end - start
      bytes += piece.length
      next = chunk.firstRow + end
      if (end < chunk.rows || rows === query.limit) break
      continue
    }
    for (const row of await matchingRows(entity, chunk, filter, start)) {
      if (rows === query.limit || bytes > most.bytes) {
        next = chunk.firstRow + row
        break reading
      }
      const line = rowsWithin(chunk, row, row + 1)
      lines.push(line)
      rows++
      bytes += line.length
      ends.push(bytes)
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
    masked: sight.masked(entity),
    lines,
    ends,
    done: () => {
      for (const { done } of lent) done()
    },
    rows,
    next: next >= entity.rows ? null : writeCursor({ version: found.version, row: next }, question),
  }
}

/** Behind the last row of as many, the one that passes the bytes being the last. */
function lastThatFits({ rows, starts }: Chunk, from: number, most: number, bytes: number): number {
  const end = Math.min(rows, from + most)
  let row = from
  while (row < end && starts[row]! - starts[from]! <= bytes) row++
  return row
}
