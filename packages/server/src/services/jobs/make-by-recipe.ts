import type { Call } from '../call.ts'
import { refuseConflicts } from '../customizations/conflict.ts'
import { remadeBy } from '../customizations/remade-by.ts'
import type { Recipe } from '../generation/recipe.ts'
import { customizationsFor } from '../teams/config/read-team-config.ts'
import type { Job } from './job.ts'
import type { JobServices } from './job-services.ts'
import { startJob } from './start-job.ts'

/**
 * The next version of a dataset, by a recipe and what the team customizes in it now; as a job, which publishes when all
 * of it is there. For those who have authorized.
 */
export async function makeByRecipe(
  services: JobServices,
  call: Call,
  team: string,
  dataset: { readonly id: string; readonly name: string },
  { recipe, refreshes }: { readonly recipe: Recipe; readonly refreshes?: number | undefined },
): Promise<Job> {
  const kind = services.kinds.get('generate')
  if (!kind) throw new Error('the server was started without jobs of kind generate')
  const { conflicts, ...made } = remadeBy(recipe, await customizationsFor(services, team, dataset.name))
  refuseConflicts(conflicts)
  return startJob(services, call, { team, kind, request: { dataset: dataset.id, ...made, recipe, refreshes } })
}
