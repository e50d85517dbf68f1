import { generateData } from '@understudy/sdk'
import { z } from 'zod'
import { RequestError } from '../../../errors/request-error.ts'
import type { Services } from '../../call.ts'
import { beginVersion } from '../../datasets/write/begin-version.ts'
import { discardVersion } from '../../datasets/write/discard-version.ts'
import { partSchema } from '../../datasets/write/part.ts'
import { publishVersion } from '../../datasets/write/publish-version.ts'
import { writePart } from '../../datasets/write/write-part.ts'
import { fieldsKept } from '../../generation/fields-kept.ts'
import { generateOptions } from '../../generation/generate-options.ts'
import { recipe } from '../../generation/recipe.ts'
import { registerKind } from '../job-kind.ts'
import { withTurns } from './with-turns.ts'

const mostPartitions = 1000
const mostRows = 1_000_000_000

const request = z.object({
  /** An id; whoever starts the job has looked whether the dataset may be written. */
  dataset: z.string(),
  schema: z.unknown(),
  options: generateOptions,
  /** Fields that are made and not kept, by entity. */
  without: z.record(z.string(), z.array(z.string())).optional(),
  /** What schema and options come from, where something was customized. */
  recipe: recipe.optional(),
  /** The version that this one is made after. */
  refreshes: z.number().int().optional(),
})
const input = request.extend({ version: z.number().int(), partitions: z.number().int() })

type GenerateServices = Pick<Services, 'store' | 'sealer' | 'blobs' | 'trail' | 'bell' | 'now' | 'newId'>

interface GenerateKindOptions {
  /** Enough work that taking it costs nothing beside it, and little enough that losing it does not hurt. */
  readonly rowsOfPartition?: number
}

/** Rows of a schema as a new version of a dataset: the same ones, in however many partitions and by whomever they are made. */
export function generateKind(services: GenerateServices, { rowsOfPartition = 100_000 }: GenerateKindOptions = {}) {
  return registerKind({
    kind: 'generate',
    request,
    input,
    part: partSchema,
    async accept(call, team, job, { refreshes, recipe: given, ...asked }) {
      const { dataset, schema, options } = asked
      const { rows } = generateData(schema, options).plan
      if (rows > mostRows) {
        throw new RequestError('LIMIT_EXCEEDED', {
          message: `one job generates at most ${mostRows.toLocaleString('en-US')} rows`,
          details: { limit: 'jobRows', most: mostRows, asked: rows },
        })
      }
      const partitions = Math.min(mostPartitions, Math.max(1, Math.ceil(rows / rowsOfPartition)))
      const origin = { kind: 'generate', job, rows, ...(refreshes === undefined ? {} : { refreshes }) }
      const recipe = given ?? { schema, options, customizations: {}, refreshCycle: true }
      const made = { schema, options, without: asked.without ?? {}, recipe }
      const { version } = await beginVersion(services, call, { team, dataset, origin, made })
      return { input: { ...asked, version, partitions }, partitions }
    },
    async run({ team, input, partition, signal, progress }) {
      const { dataset, version, partitions: of, schema, options, without } = input
      const generated = generateData(schema, { ...options, partition: { number: partition + 1, of }, signal })
      const all = Math.ceil(generated.plan.rows / of)
      let rows = 0
      return writePart(services, { team, dataset, version }, withTurns(fieldsKept(generated, without)), {
        signal,
        onRows: (more, bytes) => {
          rows += more
          progress({ done: rows, of: all, rows, bytes })
        },
      })
    },
    async finish({ team, input, call, complete }, parts) {
      const { dataset, version, schema, options } = input
      const primaryKeys = Object.fromEntries(
        generateData(schema, options).plan.entities.map(({ entity }) => [entity.name, entity.primaryKey ?? []]),
      )
      const rows = parts.flatMap((part) => part.entities.flatMap(({ chunks }) => chunks.map((chunk) => chunk.rows)))
      const result = { dataset, version, rows: sum(rows) }
      await publishVersion(services, call, { team, dataset, version, parts, primaryKeys }, (tx, note, held) =>
        complete(tx, note, held ? { ...result, held } : result),
      )
    },
    discard: (team, _job, { dataset, version }) => discardVersion(services, { team, dataset, version }),
  })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
