import { isDeepStrictEqual } from 'node:util'
import { UnderstudyError } from '@understudy/sdk'
import { RequestError } from '../../../errors/request-error.ts'
import type { Call, Services } from '../../call.ts'
import { insertDataset } from '../../datasets/create-dataset.ts'
import { datasetNamed } from '../../datasets/dataset.ts'
import { findVersion } from '../../datasets/read/version.ts'
import { readMade } from '../../datasets/write/begin-version.ts'
import type { JobServices } from '../../jobs/job-services.ts'
import { makeByRecipe } from '../../jobs/make-by-recipe.ts'
import { configOf } from '../config/read-team-config.ts'
import type { DataRequirement } from '../config/team-config.ts'
import { teamFor } from '../team-for.ts'

export interface RequirementState {
  readonly dataset: string
  /** coming: a version of it is being made, or waits for its check. */
  readonly status: 'met' | 'coming' | 'missing'
  readonly why: string | null
}

/** How it stands with what the team needs. For those who have authorized. */
export async function requirementStates(
  services: Pick<Services, 'store' | 'sealer'>,
  team: string,
): Promise<RequirementState[]> {
  const { config } = await configOf(services, team)
  const states: RequirementState[] = []
  for (const requirement of config.dataRequirements) states.push(await stateOf(services, team, requirement))
  return states
}

async function stateOf(
  services: Pick<Services, 'store' | 'sealer'>,
  team: string,
  { dataset, entities = {}, schema }: DataRequirement,
): Promise<RequirementState> {
  const found = await services.store.readTeam(team, async (db) => {
    const known = await datasetNamed(db, team, dataset)
    if (!known) return 'there is no such dataset'
    const coming = await db
      .selectFrom('versions')
      .select('version')
      .where('team_id', '=', team)
      .where('dataset_id', '=', known.id)
      .where('status', '=', 'hidden')
      .executeTakeFirst()
    if (coming) return 'coming'
    if (known.publishedVersion === null) return 'it has no version'
    return findVersion(db, team, known.id, known.publishedVersion)
  })
  if (found === 'coming') return { dataset, status: 'coming', why: null }
  if (typeof found === 'string') return { dataset, status: 'missing', why: found }
  const made = schema && (await readMade(services, { team, dataset: found.dataset.id, version: found.version }))
  const rows = new Map(found.entities.map((entity) => [entity.entity, entity.rows]))
  const short = Object.entries(entities).find(([entity, least]) => (rows.get(entity) ?? -1) < least)
  const why = short
    ? `${short[0]} ${rows.has(short[0]) ? `has ${rows.get(short[0])} rows of ${short[1]}` : 'is not in it'}`
    : made && !isDeepStrictEqual(made.recipe.schema, schema)
      ? 'it was made by another schema'
      : null
  return { dataset, status: why === null ? 'met' : 'missing', why }
}

export interface MetRequirements {
  readonly started: readonly { readonly dataset: string; readonly job: string }[]
  readonly refused: readonly { readonly dataset: string; readonly errorCode: string; readonly why: string }[]
}

/**
 * What is missing and has a schema is made, as jobs of whoever asks: who may configure a team need not be one who may
 * make data in it, and what may not be made is refused by itself.
 */
export async function meetRequirements(services: JobServices, call: Call, team: string): Promise<MetRequirements> {
  const { config } = await configOf(services, team)
  const started: MetRequirements['started'][number][] = []
  const refused: MetRequirements['refused'][number][] = []
  for (const requirement of config.dataRequirements) {
    const { dataset, schema, seed, rows, qualityLevel } = requirement
    if (schema === undefined || (await stateOf(services, team, requirement)).status !== 'missing') continue
    try {
      await teamFor(services, call, 'jobs.start', team)
      await teamFor(services, call, 'datasets.write', team)
      const { id } =
        (await services.store.readTeam(team, (db) => datasetNamed(db, team, dataset))) ??
        (await insertDataset(services, call, team, { name: dataset, description: requirement.description ?? '' }))
      const options = { seed, rows, qualityLevel }
      const recipe = { schema, options, customizations: {}, refreshCycle: true }
      const job = await makeByRecipe(services, call, team, { id, name: dataset }, { recipe })
      started.push({ dataset, job: job.id })
    } catch (thrown) {
      // What this requirement is to blame for: the others are met all the same.
      if (!(thrown instanceof RequestError || thrown instanceof UnderstudyError)) throw thrown
      refused.push({ dataset, errorCode: thrown.code, why: thrown.message })
    }
  }
  return { started, refused }
}
