import { RequestError } from '../../errors/request-error.ts'
import type { Services } from '../call.ts'
import type { Dataset } from '../datasets/dataset.ts'
import { readMade } from '../datasets/write/begin-version.ts'
import type { Recipe } from '../generation/recipe.ts'
import { configOf } from '../teams/config/read-team-config.ts'

/** `new`: other values. `same`: the same ones, where nothing was customized since. Or one that is named. */
export type RefreshSeed = 'new' | 'same' | { readonly seed: string | number }

/** What the published version of a dataset is made anew by; as the team prefers where no seed is asked for. */
export async function recipeFor(
  services: Pick<Services, 'store' | 'sealer' | 'newId'>,
  team: string,
  { id, publishedVersion, archivedAt }: Dataset,
  { seed, evenOutOfCycle }: { readonly seed: RefreshSeed | undefined; readonly evenOutOfCycle: boolean },
): Promise<Recipe> {
  if (archivedAt !== null) throw notRefreshable('the dataset is archived')
  if (publishedVersion === null) throw notRefreshable('the dataset has no version yet')
  const made = await readMade(services, { team, dataset: id, version: publishedVersion })
  if (!made) throw notRefreshable('the dataset was not generated, and cannot be made again')
  if (!evenOutOfCycle && !made.recipe.refreshCycle) throw notRefreshable('the dataset takes no part in refreshes')
  const wanted = seed ?? (await configOf(services, team)).config.refreshPreferences.seed
  return withSeed(made.recipe, wanted, services.newId)
}

/** Kept with the version, so that one of a new seed can be made again too. */
function withSeed({ options, ...recipe }: Recipe, wanted: RefreshSeed, newId: () => string): Recipe {
  if (wanted === 'same') return { ...recipe, options }
  return { ...recipe, options: { ...options, seed: wanted === 'new' ? newId() : wanted.seed } }
}

function notRefreshable(message: string): RequestError {
  return new RequestError('NOT_REFRESHABLE', { message })
}
