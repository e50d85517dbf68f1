import { parseSchema } from '@understudy/sdk'
import type { DatasetOptions } from '@understudy/sdk/quality'
import { readJsonFile } from '../generate/read-json-file.ts'

/** What files of rows hold, by a file that says it. */
export async function readDataSchema(path: string): Promise<NonNullable<DatasetOptions['schema']>> {
  const input = await readJsonFile(path, 'SCHEMA_UNREADABLE', 'the schema')
  parseSchema(input)
  return asDataSchema(input)
}

/** A cast: what parseSchema has accepted is one. */
function asDataSchema(input: unknown): NonNullable<DatasetOptions['schema']> {
  return input as NonNullable<DatasetOptions['schema']>
}
