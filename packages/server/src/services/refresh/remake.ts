import type { Call } from '../call.ts'
import type { Dataset } from '../datasets/dataset.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { makeByRecipe } from '../jobs/make-by-recipe.ts'
import { startJob } from '../jobs/start-job.ts'
import type { Remake } from './remake-for.ts'

/** The job of the next version, for those who have authorized. */
export async function remake(
  services: JobServices,
  call: Call,
  team: string,
  dataset: Dataset,
  by: Remake,
  within: NonNullable<Parameters<typeof startJob>[2]['within']>,
): Promise<void> {
  const refreshes = dataset.publishedVersion ?? undefined
  if ('recipe' in by) {
    await makeByRecipe(services, call, team, dataset, { recipe: by.recipe, refreshes, within })
    return
  }
  const kind = services.kinds.get('import')
  if (!kind) throw new Error('the server was started without jobs of kind import')
  const request = { ...by.taken, dataset: dataset.id, transfer: services.newId(), refreshes }
  await startJob(services, call, { team, kind, request, within })
}
