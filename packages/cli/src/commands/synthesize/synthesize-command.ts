import {
  type DataPatterns,
  parseScenario,
  privatePatterns,
  refuseUnproven,
  type Scenario,
  type SynthesisOptions,
} from '@understudy/sdk/synthesize'
import { counted } from '../../terminal/amounts.ts'
import type { Around, Outcome } from '../command.ts'
import { type GenerateFlags, readFlags, usage } from '../generate/options.ts'
import { readJsonFile } from '../generate/read-json-file.ts'
import { writeRequest } from '../generate/write-request.ts'
import { readPatterns } from '../read-patterns.ts'
import { provePrivacyOfRows } from './prove-privacy.ts'
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
  readonly sample?: string
  readonly holdout?: string
}

export async function synthesizeCommand(flags: SynthesizeFlags, around: Around): Promise<Outcome> {
  const { patterns: path, where, scenario: scenarioPath, privacy, sample, holdout, ...shared } = flags
  if (sample !== undefined) refuseUnprovable(flags)
  else if (holdout !== undefined)
    throw usage('--holdout is for --sample', 'Give --sample DATA, the rows that were learned from.')
  const request = readFlags({ ...shared, schema: path })
  const learned = await readPatterns(path)
  const rules =
    privacy === undefined
      ? undefined
      : refuseUnproven(await readJsonFile(privacy, 'POLICY_INVALID', 'the privacy rules'), {
          isMeasured: sample !== undefined,
        })
  const patterns = rules === undefined ? learned : privatePatterns(learned, rules)
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
  const proven =
    rules === undefined || sample === undefined
      ? undefined
      : await provePrivacyOfRows({ patterns: learned, options, rules, sample, holdout })
  const outcome = await writeRequest(
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
  if (proven === undefined) return outcome
  const { accuracy, risk, checks } = proven
  return {
    ...outcome,
    document: { ...outcome.document, privacy: proven },
    lines: [
      ...outcome.lines,
      `privacy: ${counted(checks.filter(({ held }) => held).length, 'promise')} proven on the rows, ${checks.filter(({ held }) => held === null).length} not measured; accuracy ${figure(accuracy)}, greatest risk ${figure(risk)}`,
      ...checks.flatMap(({ entity, promise, held, note }) =>
        held === null ? [`note: ${promise} of ${entity} is not measured${note === undefined ? '' : `: ${note}`}`] : [],
      ),
    ],
  }
}

function figure(value: number | null): string {
  return value === null ? 'not measured' : value.toFixed(3)
}

/** What is proven is proven of these rows, as they go into files. */
function refuseUnprovable({ privacy, into }: SynthesizeFlags): void {
  if (privacy === undefined)
    throw usage('--sample is what privacy rules are proven against', 'Give --privacy FILE, or leave --sample out.')
  if (into !== undefined)
    throw usage(
      '--sample proves rows that go into files, and beside the rows of a database others are made',
      'Make files with --out, and load them; or leave --sample out.',
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
