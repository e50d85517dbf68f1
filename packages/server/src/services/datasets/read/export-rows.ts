import { rowFilter } from '@understudy/sdk'
import { formatNamed } from '@understudy/sdk/formats'
import { RequestError } from '../../../errors/request-error.ts'
import { whileStill } from '../../auth/require-still.ts'
import type { Call, Services } from '../../call.ts'
import { teamFor } from '../../teams/team-for.ts'
import { type Chunk, rowsWithin } from '../chunks/chunk.ts'
import { auditRead } from './audit-read.ts'
import { batchesOfLines, shapesOf } from './batches-of-chunk.ts'
import { matchingRows } from './matching-rows.ts'
import { readChunks } from './read-chunks.ts'
import { sightFor } from './sight.ts'
import { entityOf, findVersion, type VersionEntity } from './version.ts'

export interface ExportQuery {
  readonly team: string
  readonly dataset: string
  readonly version?: number | undefined
  readonly entity?: string | undefined
  readonly filter?: string | undefined
  readonly format: string
  readonly dialect?: 'postgres' | 'sqlite' | undefined
  /** Without masks: for whoever may. */
  readonly reveal?: boolean | undefined
}

export interface Export {
  readonly file: string
  readonly mediaType: string
  readonly version: number
  readonly contentHash: string
  /** Fields that are masked in it. */
  readonly masked: readonly { readonly entity: string; readonly fields: readonly string[] }[]
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Several entities in one file: NDJSON whose rows say whose they are, or SQL. */
const mixed = new Set(['ndjson', 'sql'])
const entityField = '_entity'

/** Whole, with the memory of two chunks. NDJSON of one entity passes through as it is stored. */
export async function exportRows(services: Services, call: Call, query: ExportQuery): Promise<Export> {
  const { id: team } = await teamFor(services, call, 'datasets.read', query.team)
  const format = formatNamed(query.format)
  const filter = query.filter === undefined ? undefined : rowFilter(query.filter)
  const found = await services.store.readTeam(team, (db) => findVersion(db, team, query.dataset, query.version))
  const alone = query.entity !== undefined || found.entities.length === 1
  if ((!alone && !mixed.has(format.name)) || filter) entityOf(found, query.entity)
  const chosen = query.entity === undefined ? found.entities : [entityOf(found, query.entity)]
  const sight = await sightFor(services, call, team, found, { reveal: query.reveal, entities: chosen })
  for (const entity of chosen) sight.refuseFilter(entity, filter)
  const entities = chosen.map((entity) => sight.entity(entity))
  if (!alone && entities.some(({ columns }) => columns.some(({ name }) => name === entityField))) {
    throw new RequestError('REQUEST_INVALID', {
      message: `an entity has a column ${entityField} of its own: name one entity`,
    })
  }
  const rows = entities.reduce((sum, entity) => sum + entity.rows, 0)
  await auditRead(services, call, team, found.dataset.id, {
    action: 'rows.export',
    version: found.version,
    entity: query.entity,
    rows,
    filter: query.filter,
  })
  const options = query.dialect === undefined ? {} : { dialect: query.dialect }

  async function* linesOf(
    entity: VersionEntity,
  ): AsyncGenerator<{ lines: Uint8Array; firstRow: number; chunk: Chunk }> {
    const place = { team, dataset: found.dataset.id, version: found.version, entity: entity.entity, sight }
    let firstRow = 0
    for await (const chunk of readChunks(services, place, call.signal)) {
      const kept = filter ? picked(chunk, await matchingRows(entity, chunk, filter)) : chunk
      yield { lines: kept.bytes, firstRow, chunk: kept }
      firstRow += kept.rows
    }
  }
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (const entity of entities) {
      if (format.name === 'ndjson') {
        for await (const { lines, chunk } of linesOf(entity)) yield alone ? lines : named(entity.entity, chunk)
        continue
      }
      const encoder = format.encoder({ name: entity.entity, columns: shapesOf(entity.columns) }, options)
      let begun = false
      let written = 0
      for await (const { lines, firstRow } of linesOf(entity)) {
        // After the first look at rows: a filter that does not fit them is refused before an answer begins.
        if (!begun) yield Uint8Array.from(encoder.header())
        begun = true
        for await (const batch of batchesOfLines(entity.entity, entity.columns, lines, firstRow)) {
          written += batch.length
          yield Uint8Array.from(encoder.batch(batch))
        }
      }
      if (!begun) yield Uint8Array.from(encoder.header())
      yield Uint8Array.from(encoder.footer(written))
    }
  }
  const stem = query.entity ?? found.dataset.name
  return {
    file: `${stem}.${format.extension}`,
    mediaType: format.mediaType,
    version: found.version,
    contentHash: found.contentHash,
    masked: entities
      .map((entity) => ({ entity: entity.entity, fields: sight.masked(entity) }))
      .filter(({ fields }) => fields.length > 0),
    bytes: whileStill(services, call, 'datasets.read', team, bytes()),
  }
}

function picked(chunk: Chunk, rows: readonly number[]): Chunk {
  const lines = rows.map((row) => rowsWithin(chunk, row, row + 1))
  const starts = new Uint32Array(rows.length + 1)
  for (const [i, line] of lines.entries()) starts[i + 1] = starts[i]! + line.length
  return { rows: rows.length, bytes: Buffer.concat(lines), starts }
}

/** Each row with the entity's name before its first field. */
function named(entity: string, chunk: Chunk): Uint8Array {
  const lead = Buffer.from(`{${JSON.stringify(entityField)}:${JSON.stringify(entity)}`)
  const comma = Buffer.from(',')
  const pieces: Uint8Array[] = []
  for (let row = 0; row < chunk.rows; row++) {
    const rest = rowsWithin(chunk, row, row + 1).subarray(1)
    pieces.push(lead)
    if (rest[0] !== 125) pieces.push(comma)
    pieces.push(rest)
  }
  return Buffer.concat(pieces)
}
