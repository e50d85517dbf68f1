import { extname } from 'node:path'
import {
  allRules,
  deriveQualityRules,
  factsOfSchema,
  findConflicts,
  type SuggestedRules,
  suggestQualityRules,
} from '@understudy/sdk/quality'
import { counted } from '../../../terminal/amounts.ts'
import type { Around } from '../../command.ts'
import { readJsonFile } from '../../generate/read-json-file.ts'
import { type DataFlags, openData } from '../../open-data.ts'

export interface SuggestRequest extends DataFlags {
  readonly rows: boolean
  readonly minConfidence: number | undefined
}

export interface Suggested extends SuggestedRules {
  readonly source: string
  readonly checks: readonly unknown[]
}

/** A file of JSON that is a schema is taken for one; all else is data. */
export async function suggestRules(
  names: readonly string[],
  { rows, minConfidence, ...flags }: SuggestRequest,
  around: Around,
): Promise<Suggested> {
  const [name = '', ...more] = names
  if (more.length === 0 && extname(name).toLowerCase() === '.json') {
    const json = await readJsonFile(name, 'INPUT_MALFORMED', 'the file')
    if (isSchema(json)) return ofSchema(name, json, minConfidence)
  }
  await using data = await openData(names, flags, around)
  const suggested = await suggestQualityRules(data, {
    schema: flags.schema,
    rows,
    minConfidence,
    signal: around.signal,
    onProgress: ({ entity, rows: count = 0 }) => around.terminal.progress.say(`${entity}: ${counted(count, 'row')}`),
  })
  return { ...suggested, source: data.source.name, checks: data.checks }
}

function isSchema(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false
  if ('kind' in json && json.kind === 'understudy.schema') return true
  return 'entities' in json && Array.isArray(json.entities) && json.entities.every(hasFields)
}

function hasFields(entity: unknown): boolean {
  return typeof entity === 'object' && entity !== null && 'fields' in entity
}

function ofSchema(source: string, json: unknown, minConfidence: number | undefined): Suggested {
  const { rules, notes } = deriveQualityRules({ facts: factsOfSchema(json), minConfidence })
  return { source, rules, notes, profile: undefined, conflicts: findConflicts(allRules(rules)), checks: [] }
}
