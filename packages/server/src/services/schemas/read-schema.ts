import { connect, UnderstudyError } from '@understudy/sdk'
import { openGuardedSource } from '@understudy/sdk/clone'
import { analyzeSchema, type SchemaDefinition } from '@understudy/sdk/schema'
import { RequestError } from '../../errors/request-error.ts'
import { limits } from '../../limits.ts'
import type { Call } from '../call.ts'
import { withUnreachable } from '../environments/database-rules.ts'
import type { EnvironmentRow, EnvironmentServices } from '../environments/environment.ts'
import { environmentFor } from '../environments/environment-for.ts'
import { openEnvironment, watched } from '../environments/open-environment.ts'
import { teamFor } from '../teams/team-for.ts'
import { teamMeant } from '../teams/team-meant.ts'

/** Two environments, for whoever may look at both of them in the same team. */
export async function twoEnvironments(
  services: EnvironmentServices,
  call: Call,
  {
    team: named,
    source,
    target,
  }: { readonly team?: string | undefined; readonly source: string; readonly target: string },
): Promise<{ readonly team: string; readonly source: EnvironmentRow; readonly target: EnvironmentRow }> {
  const { id: team } = await teamFor(services, call, 'schemas.compare', teamMeant(call.actor, named))
  const of = async (environment: string) =>
    (await environmentFor(services, call, { environment, team, action: 'schemas.compare', level: 'read' })).row
  return { team, source: await of(source), target: await of(target) }
}

/** What an environment consists of. Production is read behind the guard, told and recorded. */
export async function readSchema(
  services: EnvironmentServices,
  call: Call,
  team: string,
  row: EnvironmentRow,
): Promise<SchemaDefinition> {
  const { databaseUrl, type, name } = await openEnvironment(services, row)
  const slow = AbortSignal.timeout(limits.schemaSeconds * 1000)
  const signal = AbortSignal.any([call.signal, slow])
  try {
    if (type === 'production') {
      await using source = await openGuardedSource(databaseUrl, {
        ...watched(services, call, { team, environments: [row] }),
        environment: { name, type },
        // The catalog alone is read, in a transaction that cannot write, whatever the role could.
        waivers: ['source-can-write'],
        partial: true,
        sessions: 1,
        signal,
      })
      return await source.session((session) => analyzeSchema(session), { signal })
    }
    await using database = await connect(databaseUrl, { create: false, maxConnections: 1 })
    return await database.transaction((session) => analyzeSchema(session), { readOnly: true, signal })
  } catch (thrown) {
    if (slow.aborted && thrown instanceof UnderstudyError) {
      throw new RequestError('LIMIT_EXCEEDED', {
        message: `the schema of ${name} could not be read within ${limits.schemaSeconds} seconds`,
        details: { limit: 'schemaSeconds', most: limits.schemaSeconds },
      })
    }
    throw withUnreachable(thrown, name)
  }
}
