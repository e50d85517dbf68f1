import { RequestError } from '../../../errors/request-error.ts'
import { PartWriter } from '../../datasets/write/part-writer.ts'
import type { DatabasePlace } from '../databases/postgres-url.ts'
import { readDatabase } from '../databases/read-database.ts'
import { patiently } from '../failures.ts'
import type { ImportRun } from './take-objects.ts'

/** As of one moment, so all of it at once: what was taken of a moment that is gone is not gone on with. */
export async function takeDatabase(run: ImportRun, open: () => Promise<DatabasePlace>): Promise<void> {
  const { services, team, dataset, log, wanted, planOf, rejections, reach, signal, onRows } = run
  const done = log.ofKind('database').at(-1)
  if (done) {
    rejections.recall(done.rejected.count, done.rejected.listed)
    return
  }
  const mark = rejections.mark()
  const sized = wanted.find(({ format, delimiter, entityField }) => format ?? delimiter ?? entityField)
  if (sized)
    throw new RequestError('REQUEST_INVALID', { message: 'a table has no format: it is named, and its entity' })
  await patiently(reach.patience, signal, async () => {
    rejections.rewind(mark)
    const writer = await PartWriter.open(services, { team, dataset }, { looks: true })
    const rows = new Map<string, number>()
    const place = await open()
    const { primaryKeys } = await readDatabase(place, { tables: wanted, planOf, rejections, signal }, async (batch) => {
      const before = writer.bytes
      await writer.write(batch)
      rows.set(batch.entity, (rows.get(batch.entity) ?? 0) + batch.length)
      onRows(batch.length, writer.bytes - before)
    })
    await log.add({
      kind: 'database',
      part: await writer.end(),
      rejected: rejections.since(mark),
      primaryKeys: Object.fromEntries(Object.entries(primaryKeys).map(([entity, key]) => [entity, [...key]])),
      objects: [...rows].map(([entity, count]) => ({ name: entity, entity, rows: count, bytes: 0 })),
    })
  })
}
