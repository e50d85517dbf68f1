import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { type Dataset, findDataset } from '../datasets/dataset.ts'
import { findVersion } from '../datasets/read/version.ts'
import { readMade } from '../datasets/write/begin-version.ts'
import type { Recipe } from '../generation/recipe.ts'
import { configOf } from '../teams/config/read-team-config.ts'
import { teamFor } from '../teams/team-for.ts'
import type { Job } from './job.ts'
import type { JobServices } from './job-services.ts'
import { makeByRecipe } from './make-by-recipe.ts'

/** `new`: other values. `same`: the same ones, where nothing was customized since. Or one that is named. */
export type RefreshSeed = 'new' | 'same' | { readonly seed: string | number }

export interface DatasetRefresh {
  readonly team: string
  readonly dataset: string
  /** As the team prefers where it is left out. */
  readonly seed?: RefreshSeed | undefined
}

/**
 * The next version of a dataset by what its published one was made by, with the volumes and changes that the team has
 * configured by now. Until the job has published it, and where it fails, the old one is what is read.
 */
export async function refreshDataset(
  services: JobServices,
  call: Call,
  { team: named, dataset, seed }: DatasetRefresh,
): Promise<Job> {
  const { id: team } = await teamFor(services, call, 'jobs.start', named)
  await teamFor(services, call, 'datasets.write', team)
  const found = await services.store.readTeam(team, (db) => findDataset(db, team, dataset))
  return refreshFound(services, call, team, found, { seed, evenOutOfCycle: true })
}

/** For those who have authorized. */
export async function refreshFound(
  services: JobServices,
  call: Call,
  team: string,
  { id, name, publishedVersion, archivedAt }: Dataset,
  { seed, evenOutOfCycle }: { readonly seed: RefreshSeed | undefined; readonly evenOutOfCycle: boolean },
): Promise<Job> {
  if (archivedAt !== null) throw notRefreshable('the dataset is archived')
  if (publishedVersion === null) throw notRefreshable('the dataset has no version yet')
  const { version } = await services.store.readTeam(team, (db) => findVersion(db, team, id, publishedVersion))
  const made = await readMade(services, { team, dataset: id, version })
  if (!made) throw notRefreshable('the dataset was not generated, and cannot be made again')
  if (!evenOutOfCycle && !made.recipe.refreshCycle) throw notRefreshable('the dataset takes no part in refreshes')
  const wanted = seed ?? (await configOf(services, team)).config.refreshPreferences.seed
  const recipe = withSeed(made.recipe, wanted, services.newId)
  return makeByRecipe(services, call, team, { id, name }, { recipe, refreshes: version })
}

/** Kept with the version, so that one of a new seed can be made again too. */
function withSeed({ options, ...recipe }: Recipe, wanted: RefreshSeed, newId: () => string): Recipe {
  if (wanted === 'same') return { ...recipe, options }
  return { ...recipe, options: { ...options, seed: wanted === 'new' ? newId() : wanted.seed } }
}

function notRefreshable(message: string): RequestError {
  return new RequestError('NOT_REFRESHABLE', { message })
}
