import { generateData } from '@understudy/sdk'
import type { Batch } from '@understudy/sdk/formats'
import { RequestError } from '../../errors/request-error.ts'
import { refuseAbove } from '../../limits.ts'
import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { refuseConflicts, refuseUnsatisfied } from '../customizations/conflict.ts'
import { type Customizations, changesValues, merged } from '../customizations/customizations.ts'
import { customizedRows } from '../customizations/customized-rows.ts'
import { remadeBy } from '../customizations/remade-by.ts'
import { rowConflicts } from '../customizations/row-conflicts.ts'
import { fieldsKept } from '../generation/fields-kept.ts'
import type { Made, Recipe } from '../generation/recipe.ts'
import { withTurns } from '../jobs/kinds/with-turns.ts'
import { customizationsFor } from '../teams/config/read-team-config.ts'
import { teamFor } from '../teams/team-for.ts'
import { insertDataset } from './create-dataset.ts'
import { type Dataset, datasetNamed } from './dataset.ts'
import { addMarks, withGiven } from './personal-fields.ts'
import { findVersion, type ReadableVersion } from './read/version.ts'
import { readMade } from './write/begin-version.ts'
import { openVersionWriter } from './write/open-version-writer.ts'

export interface Distribution {
  readonly team: string
  readonly dataset: string
  readonly version?: number | undefined
  /** The team that gets it, by slug or id. */
  readonly to: string
  /** What it is called there; as here where left out. */
  readonly as?: string | undefined
  readonly customizations?: Customizations | undefined
}

export interface Distributed {
  readonly id: string
  readonly team: string
  readonly dataset: string
  readonly version: number
  readonly rows: number
  /** It is not read there before it has passed the dataset's gate. */
  readonly held: boolean
  /** Made again by its schema, or copied row by row. */
  readonly made: 'generated' | 'copied'
}

/**
 * A version becomes the next version of a dataset of another team, under its own keys, with what that team changes in
 * it: what its configuration says, and what is said here. What was generated is made again with the changes; of anything
 * else the rows are copied. Whoever does it may give here and may receive there. What contradicts is refused as a whole,
 * every conflict named.
 */
export async function distributeDataset(services: Services, call: Call, input: Distribution): Promise<Distributed> {
  const { id: from } = await teamFor(services, call, 'datasets.distribute', input.team)
  const { id: to } = await teamFor(services, call, 'datasets.receive', input.to)
  if (from === to) throw new RequestError('REQUEST_INVALID', { message: 'the team has it already' })
  const { store } = services
  const found = await store.readTeam(from, (db) => findVersion(db, from, input.dataset, input.version))
  const source = { team: from, dataset: found.dataset.id, version: found.version }
  const name = input.as ?? found.dataset.name
  const asked = input.customizations ?? {}
  const customizations = merged(await customizationsFor(services, to, name), asked)
  const given = await readMade(services, source)
  const handed = given && handedOn(given, asked)
  const isRemade = handed !== undefined && changesValues(customizations)
  const next = isRemade
    ? remade(handed, customizations)
    : copied(services, call, source, found, customizations, given && handed && { ...given, recipe: handed })
  const target = await targetOf(services, call, to, name, source.dataset)
  const origin = { kind: 'distribution', ...source }
  const writer = await openVersionWriter(services, call, { team: to, dataset: target.id, origin, made: next.made })
  try {
    for await (const batch of next.batches) {
      call.signal.throwIfAborted()
      await writer.write(batch)
    }
    const id = services.newId()
    const { rows, held } = await writer.publish({ primaryKeys: next.primaryKeys }, async (tx, note) => {
      // What is masked where it comes from is masked where it goes.
      await addMarks(tx, { team: to, dataset: target.id }, (known) => withGiven(known, found.dataset.personal))
      await tx
        .insertInto('distributions')
        .values({
          team_id: to,
          id,
          dataset_id: target.id,
          version: writer.version,
          from_team: from,
          from_dataset: source.dataset,
          from_version: source.version,
          customizations: JSON.stringify(namesOnly(customizations)),
          at: services.now().toISOString(),
        })
        .execute()
      const data = { from, dataset: source.dataset, version: source.version }
      note.event({ type: 'dataset.distributed', subject: `dataset:${target.id}`, data })
    })
    await change(services, call, from, async (_tx, note) => {
      const details = { to, dataset: target.id, version: source.version, rows }
      note.audit({ action: 'dataset.distribute', subject: `dataset:${source.dataset}`, details })
      note.event({ type: 'dataset.distributed', subject: `dataset:${source.dataset}`, data: { to, rows } })
    })
    const made = isRemade ? 'generated' : 'copied'
    return { id, team: to, dataset: target.id, version: writer.version, rows, held, made }
  } catch (thrown) {
    await writer.discard()
    if (isRemade) refuseUnsatisfied(thrown)
    throw thrown
  }
}

interface NextVersion {
  readonly batches: AsyncIterable<Batch>
  readonly primaryKeys: Readonly<Record<string, readonly string[]>>
  readonly made: Made | undefined
}

/** As the giving team has it: what that team has customized is in its schema already. */
function handedOn({ schema, options, without, recipe }: Made, asked: Customizations): Recipe {
  return { schema, options, customizations: merged({ without }, asked), refreshCycle: recipe.refreshCycle }
}

/** The same schema, seed and customizations: the same rows, whoever gets them and whenever. */
function remade(recipe: Recipe, customizations: Customizations): NextVersion {
  const { conflicts, ...made } = remadeBy(recipe, customizations)
  refuseConflicts(conflicts)
  const generated = generateData(made.schema, made.options)
  refuseAbove('rows', generated.plan.rows, 'Give it with fewer rows; they can be made anew as a job where they are.')
  return {
    batches: withTurns(fieldsKept(generated, made.without)),
    primaryKeys: Object.fromEntries(
      generated.plan.entities.map(({ entity }) => [entity.name, entity.primaryKey ?? []]),
    ),
    made: { ...made, recipe },
  }
}

function copied(
  services: Services,
  call: Call,
  source: { readonly team: string; readonly dataset: string; readonly version: number },
  { entities }: ReadableVersion,
  customizations: Customizations,
  made: Made | undefined,
): NextVersion {
  refuseConflicts(rowConflicts(entities, customizations))
  return {
    batches: customizedRows(services, source, entities, customizations, call.signal),
    primaryKeys: Object.fromEntries(entities.map(({ entity, primaryKey }) => [entity, primaryKey])),
    made: made && { ...made, without: merged({ without: made.without }, customizations).without ?? {} },
  }
}

/** The team's dataset of that name that came from the same one before, or a new one; not one that is its own. */
async function targetOf(
  services: Services,
  call: Call,
  team: string,
  name: string,
  from: string,
): Promise<Pick<Dataset, 'id'>> {
  const known = await services.store.readTeam(team, async (db) => {
    const dataset = await datasetNamed(db, team, name)
    if (!dataset) return undefined
    const versions = await db
      .selectFrom('versions')
      .select('origin')
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset.id)
      .execute()
    // One that broke off counts too: what failed can be done again.
    const isOfIt = versions.some(({ origin }) => JSON.parse(origin).dataset === from)
    return { dataset, isOfIt }
  })
  if (!known) return insertDataset(services, call, team, { name, description: '' })
  if (known.isOfIt) return known.dataset
  throw new RequestError('CONFLICT', {
    message: `the team has a dataset ${JSON.stringify(name)} that did not come from this one`,
    hint: 'Give another name there: `as`.',
    details: { conflicts: [{ at: name, why: 'the name is taken' }] },
  })
}

/** Which fields were given values, and not which values: the row is kept in clear. */
function namesOnly({ volumes = {}, overrides = {}, without = {}, fields = {}, rules = [], locale }: Customizations) {
  const named = (all: Readonly<Record<string, Readonly<Record<string, unknown>>>>) =>
    Object.fromEntries(Object.entries(all).map(([entity, values]) => [entity, Object.keys(values)]))
  return { volumes, overrides: named(overrides), without, fields: named(fields), rules: rules.length, locale }
}
