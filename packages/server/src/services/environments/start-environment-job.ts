import type { Action } from '../../auth/permissions.ts'
import type { Call } from '../call.ts'
import type { Job } from '../jobs/job.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { startJob } from '../jobs/start-job.ts'
import type { EnvironmentServices } from './environment.ts'
import { environmentFor } from './environment-for.ts'

type EnvironmentJobKind =
  | 'environment-validate'
  | 'environment-test'
  | 'environment-reset'
  | 'policy-scan'
  | 'schema-apply'

interface JobAsked {
  readonly team?: string | undefined
  readonly environment: string
  readonly action: Action
  readonly kind: EnvironmentJobKind
  readonly request: Readonly<Record<string, unknown>>
}

/** A job about an environment, in the team that it is granted to. What else it needs, its kind looks at. */
export async function startEnvironmentJob(
  services: EnvironmentServices & JobServices,
  call: Call,
  { team: named, environment, action, kind: name, request }: JobAsked,
): Promise<Job> {
  const { team, row } = await environmentFor(services, call, { environment, team: named, action, level: 'read' })
  const kind = services.kinds.get(name)
  if (!kind) throw new Error(`the server was started without jobs of kind ${name}`)
  return startJob(services, call, { team, kind, request: { ...request, environment: row.id } })
}
