import { parentPort } from 'node:worker_threads'
import { type DataSchema, parseSchema } from '@understudy/sdk'
import type { RowSource } from '@understudy/sdk/quality'
import { validateSyntheticQuality } from '@understudy/sdk/synthesize'
import { batchesOfLines } from '../../datasets/read/batches-of-chunk.ts'
import type { MeasureAnswer, MeasuredSide, MeasureRequest } from './measure-request.ts'

function sourceOf({ name, schema, entities }: MeasuredSide): RowSource {
  return {
    name,
    schema: schema === undefined ? undefined : schemaOf(schema),
    entities: entities.map(({ entity }) => entity),
    async *batches({ entities: wanted } = {}) {
      for (const { entity, columns, chunks } of entities) {
        if (wanted !== undefined && !wanted.includes(entity)) continue
        let first = 0
        for (const chunk of chunks) {
          for await (const batch of batchesOfLines(entity, columns, chunk, first)) {
            yield batch
            first = batch.firstRow + batch.length
          }
        }
      }
    },
  }
}

/** Keys and what refers to what. */
function schemaOf(given: unknown): DataSchema {
  const { entities, relationships } = parseSchema(given)
  return { entities: [...entities], relationships: [...relationships] }
}

async function measured({ real, synthetic, holdout, floors, at }: MeasureRequest): Promise<MeasureAnswer> {
  try {
    const made = sourceOf(synthetic)
    const report = await validateSyntheticQuality(sourceOf(real), made, {
      now: at,
      floors,
      ...(holdout ? { holdout: sourceOf(holdout) } : {}),
      ...(made.schema ? { schema: made.schema } : {}),
    })
    return { report }
  } catch (failure) {
    return { failure }
  }
}

/** Only measure-in-thread.ts asks. */
parentPort?.on('message', async (request: MeasureRequest) => parentPort?.postMessage(await measured(request)))
