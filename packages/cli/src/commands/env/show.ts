import { redactUrl } from '@understudy/sdk'
import { type Environment, openAudit, openEnvironments } from '@understudy/sdk/clone'
import type { Outcome } from '../command.ts'
import { usage } from '../generate/options.ts'
import { brokenLines } from './environment-lines.ts'

export interface ShowFlags {
  readonly reveal?: boolean
  readonly json?: boolean
}

export async function showEnvironment(name: string, { reveal = false, json = false }: ShowFlags): Promise<Outcome> {
  // What goes into a file or a log stays there.
  if (reveal && (json || process.stdout.isTTY !== true))
    throw usage(
      '--reveal shows secrets, and standard output is no terminal',
      'Run it on a terminal, and without --json.',
    )
  const environments = openEnvironments()
  const environment = await environments.get(name)
  if (reveal) await openAudit().record({ event: 'secrets revealed', place: environment.name, outcome: 'done' })
  return {
    document: { command: 'env show', file: environments.file, environment },
    lines: [
      ...Object.entries(shown(environment, reveal)).map(([label, value]) => `${label.padEnd(10)}  ${value}`),
      ...Object.entries(environment.secrets).map(([label, value]) => `secret ${label}: ${reveal ? value : '***'}`),
      ...brokenLines(environment.brokenClone),
    ],
  }
}

function shown(environment: Environment, reveal: boolean): Record<string, string> {
  const { name, id, type, isReadOnly, status, databaseUrl, createdAt, lastUpdated } = environment
  return {
    name,
    id,
    type,
    access: isReadOnly ? 'read-only' : 'writable',
    status,
    url: reveal ? databaseUrl : redactUrl(databaseUrl),
    created: createdAt.toISOString(),
    updated: lastUpdated.toISOString(),
  }
}
