import { openAudit, openEnvironments } from '@understudy/sdk/clone'
import type { Outcome } from '../command.ts'

export async function removeEnvironment(name: string): Promise<Outcome> {
  const environments = openEnvironments()
  const environment = await environments.get(name)
  await environments.remove(name)
  await openAudit().record({ event: 'environment removed', place: environment.name, outcome: 'done' })
  return {
    document: { command: 'env remove', file: environments.file, environment },
    lines: [`${environment.name} is forgotten; its database stays as it is.`],
  }
}
