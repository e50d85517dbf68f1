import { openEnvironments } from '@understudy/sdk/clone'
import type { Outcome } from '../command.ts'
import { environmentLines } from './environment-lines.ts'

export async function listEnvironments(): Promise<Outcome> {
  const environments = openEnvironments()
  const all = await environments.list()
  const active = (await environments.active())?.name
  return {
    document: { command: 'env list', file: environments.file, active: active ?? null, environments: all },
    lines:
      all.length === 0
        ? ['There is no environment yet: understudy env add NAME --type TYPE --url URL adds one.']
        : environmentLines(all, active),
  }
}
