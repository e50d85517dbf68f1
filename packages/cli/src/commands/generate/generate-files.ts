import type { EntityOverrides, PlanOptions } from '@understudy/sdk'
import type { DataPatterns } from '@understudy/sdk/synthesize'
import type { Around, Outcome } from '../command.ts'
import type { GenerateRequest } from './options.ts'
import { forFiles, type ReadSource } from './read-source.ts'
import { writeRequest } from './write-request.ts'

export async function generateFiles(
  request: GenerateRequest,
  source: ReadSource,
  overrides: EntityOverrides | undefined,
  plan: PlanOptions,
  patterns: DataPatterns | undefined,
  around: Around,
): Promise<Outcome> {
  const { schema, rows } = forFiles(source, overrides)
  const options: PlanOptions = {
    ...plan,
    dialect: source.dialect,
    each: { ...Object.fromEntries(rows), ...request.counts.each },
  }
  return await writeRequest(
    request,
    {
      command: 'generate',
      make: { schema, options, patterns },
      names: schema.entities.map(({ name }) => name),
      dialect: request.dialect ?? source.dialect ?? 'postgres',
      notes: source.notes,
    },
    around,
  )
}
