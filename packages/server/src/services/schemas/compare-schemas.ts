import {
  compareSchemas,
  fingerprintOf,
  generateMigrationScript,
  isDestructive,
  isEmpty,
  scriptText,
} from '@understudy/sdk/schema'
import type { Call } from '../call.ts'
import type { EnvironmentServices } from '../environments/environment.ts'
import { readSchema, twoEnvironments } from './read-schema.ts'

export interface TwoAsked {
  readonly team?: string | undefined
  readonly source: string
  readonly target: string
}

/** What there is in the source and not in the target, the other way round, and otherwise. */
export async function compareEnvironments(services: EnvironmentServices, call: Call, asked: TwoAsked) {
  const { source, target, before, after } = await bothSchemas(services, call, asked)
  const diff = compareSchemas(before, after)
  return {
    source: { environment: source.name, fingerprint: fingerprintOf(after) },
    target: { environment: target.name, fingerprint: fingerprintOf(before) },
    equal: isEmpty(diff),
    ...diff,
  }
}

/** The script that makes the target's schema that of the source, and the way back. */
export async function migrateEnvironments(
  services: EnvironmentServices,
  call: Call,
  { online, ...asked }: TwoAsked & { readonly online: boolean },
) {
  const { source, target, before, after } = await bothSchemas(services, call, asked)
  const script = generateMigrationScript(before, after, { online })
  return {
    source: source.name,
    target: target.name,
    from: fingerprintOf(before),
    to: fingerprintOf(after),
    steps: script.up,
    destructive: script.up.filter(isDestructive).length,
    refused: script.refused,
    up: scriptText(script, 'up'),
    down: scriptText(script, 'down'),
  }
}

async function bothSchemas(services: EnvironmentServices, call: Call, asked: TwoAsked) {
  const { team, source, target } = await twoEnvironments(services, call, asked)
  const before = await readSchema(services, call, team, target)
  const after = await readSchema(services, call, team, source)
  return { source, target, before, after }
}
