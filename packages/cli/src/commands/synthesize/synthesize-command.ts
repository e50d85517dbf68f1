import {
  type DataPatterns,
  parseScenario,
  privatePatterns,
  refuseUnproven,
  type Scenario,
  type SynthesisOptions,
} from '@understudy/sdk/synthesize'
import type { Around, Outcome } from '../command.ts'
import { type GenerateFlags, readFlags, usage } from '../generate/options.ts'
import { readJsonFile } from '../generate/read-json-file.ts'
import { writeRequest } from '../generate/write-request.ts'
import { readPatterns } from '../read-patterns.ts'
import { synthesizeIntoDatabase } from './synthesize-into-database.ts'

export interface SynthesizeFlags
  extends Pick<
    GenerateFlags,
    | 'rows'
    | 'seed'
    | 'locale'
    | 'partition'
    | 'workers'
    | 'format'
    | 'out'
    | 'into'
    | 'create'
    | 'dryRun'
    | 'json'
    | 'entity'
    | 'dialect'
  > {
  readonly patterns: string
  readonly where?: string[]
  readonly scenario?: string
  readonly privacy?: string
}

export async function synthesizeCommand(flags: SynthesizeFlags, around: Around): Promise<Outcome> {
  const { patterns: path, where, scenario: scenarioPath, privacy, ...shared } = flags
  const request = readFlags({ ...shared, schema: path })
  const learned = await readPatterns(path)
  const patterns =
    privacy === undefined
      ? learned
      : privatePatterns(learned, refuseUnproven(await readJsonFile(privacy, 'POLICY_INVALID', 'the privacy rules')))
  const scenario: Scenario | undefined =
    scenarioPath === undefined ? undefined : parseScenario(await readJsonFile(scenarioPath, 'USAGE', 'the scenario'))
  const { rows, each } = request.counts
  const options: SynthesisOptions = {
    seed: request.seed,
    rows: rowsOf(patterns, rows, each),
    where: where === undefined ? undefined : conditionsOf(where, patterns),
    scenario,
    locale: request.locale,
  }
  const { goal, dryRun } = request
  if (goal && 'url' in goal)
    return await synthesizeIntoDatabase(patterns, options, { into: goal.url, create: goal.create, dryRun }, around)
  return await writeRequest(
    request,
    {
      command: 'synthesize',
      make: { patterns, options },
      names: patterns.entities.map(({ name }) => name),
      dialect: request.dialect ?? 'postgres',
      notes: [],
    },
    around,
  )
}

/** --rows N is of each entity without parents; names are of single ones. */
function rowsOf(
  patterns: DataPatterns,
  rows: number | undefined,
  each: Readonly<Record<string, number>>,
): SynthesisOptions['rows'] {
  if (Object.keys(each).length === 0) return rows
  if (rows === undefined) return each
  const children = new Set(
    patterns.relationships
      .filter(({ parent, child }) => parent.entity !== child.entity)
      .map(({ child }) => child.entity),
  )
  const roots = patterns.entities
    .filter(({ name }) => !children.has(name))
    .map(({ name }): [string, number] => [name, rows])
  return { ...Object.fromEntries(roots), ...each }
}

/** ENTITY: EXPRESSION, or the expression alone where there is one entity. Several about one entity must all be true. */
function conditionsOf(texts: readonly string[], { entities }: DataPatterns): Readonly<Record<string, string>> {
  const found = new Map<string, string>()
  for (const text of texts) {
    const named = entities.find(({ name }) => text.startsWith(`${name}:`))
    const [only] = entities
    if (!named && entities.length > 1)
      throw usage(
        `--where ${JSON.stringify(text)} does not say of which entity`,
        `Write ENTITY: EXPRESSION; the entities are ${entities
          .slice(0, 20)
          .map(({ name }) => name)
          .join(', ')}.`,
      )
    const entity = (named ?? only!).name
    const expression = named ? text.slice(named.name.length + 1) : text
    const before = found.get(entity)
    found.set(entity, before === undefined ? expression : `(${before}) and (${expression})`)
  }
  return Object.fromEntries(found)
}
