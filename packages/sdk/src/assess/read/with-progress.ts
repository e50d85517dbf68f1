import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RowSource } from '../../quality/row-source.ts'

/** The source, telling how many rows of an entity have come. Between batches a signal of the process can be noticed. */
export function withProgress(source: RowSource, tell: (entity: string, rows: number) => void): RowSource {
  return {
    ...source,
    async *batches(options) {
      for await (const batch of source.batches(options)) {
        tell(batch.entity, batch.firstRow + batch.length)
        await nextTurn()
        yield batch
      }
    },
  }
}
