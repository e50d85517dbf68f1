import { formatNamed } from '@understudy/sdk/formats'
import { encodedChunk } from '../../datasets/read/encoded-entity.ts'
import { readChunks } from '../../datasets/read/read-chunks.ts'
import type { SettingsOf } from '../connector-settings.ts'
import { patiently } from '../failures.ts'
import { ask, drop, type HttpAccess } from '../http/http-access.ts'
import type { TransferredObject } from '../transfers/transfer.ts'
import type { ExportRun } from './export-run.ts'

/**
 * A request for each chunk of rows, in order, each with a key of its own: what a try before has sent and was answered is
 * not sent again, and what was not answered is known to the receiver by its key.
 */
export async function toHttp(
  run: ExportRun,
  access: HttpAccess,
  { method }: Pick<SettingsOf<'http'>, 'method'>,
): Promise<TransferredObject[]> {
  const { services, reach, team, transfer, version, entities, sight, format, log, signal, onRows } = run
  const sent = new Map(log.ofKind('sent').map(({ entity, ordinal }) => [entity, ordinal]))
  const objects: TransferredObject[] = []
  for (const [at, entity] of entities.entries()) {
    const url = urlFor(access.url, entity.entity)
    const place = { team, dataset: version.dataset.id, version: version.version, entity: entity.entity, sight }
    let ordinal = -1
    let bytes = 0
    for await (const chunk of readChunks(services, place, signal)) {
      ordinal++
      const body = await encodedChunk(entity, chunk, format)
      bytes += body.length
      if (ordinal > (sent.get(entity.entity) ?? -1)) {
        const headers = {
          'content-type': formatNamed(format).mediaType,
          'idempotency-key': `${transfer}-${at}-${ordinal}`,
          'understudy-dataset': encodeURIComponent(version.dataset.name),
          'understudy-version': String(version.version),
          'understudy-entity': encodeURIComponent(entity.entity),
          'understudy-first-row': String(chunk.firstRow),
          'understudy-rows': String(chunk.rows),
          'understudy-rows-total': String(entity.rows),
        }
        await patiently(reach.patience, signal, async () => {
          await drop(await ask(access, url, { method, headers, body, signal }))
        })
        await log.add({ kind: 'sent', entity: entity.entity, ordinal })
      }
      onRows(chunk.rows, bytes)
    }
    objects.push({ name: url.pathname, entity: entity.entity, rows: entity.rows, bytes })
  }
  return objects
}

export function urlFor(template: string, entity: string): URL {
  return new URL(template.replaceAll('{entity}', encodeURIComponent(entity)))
}
