import type { TestApiSecret } from '../../context/test-config.ts'
import { UnderstudyError } from '../../errors.ts'
import type { TestEntity } from '../entity.ts'
import type { TestScenario } from '../scenario.ts'
import { secretOf, sound } from '../secret.ts'
import { testPrefixPattern } from '../test-id.ts'
import { wire } from '../wire.ts'
import type { ServerSecret, TestDataApiOptions } from './options.ts'

/** What an API goes by: its options, checked and filled in. */
export interface Settings {
  readonly entities: ReadonlyMap<string, TestEntity>
  readonly scenarios: ReadonlyMap<string, TestScenario>
  readonly secrets: ReadonlyMap<string, TestApiSecret & { readonly owner: string }>
  /** Between slashes. */
  readonly basePath: string
  readonly prefix: string
  /** Times in milliseconds. */
  readonly limits: {
    readonly bytes: number
    readonly inputs: number
    readonly records: number
    readonly perMinute: { readonly testId: number; readonly key: number; readonly all: number }
    readonly patience: number
    readonly wait: number
  }
  readonly clock: () => number
}

export function settingsOf(options: TestDataApiOptions): Settings {
  const { limits = {}, prefix = wire.prefix, basePath = wire.basePath } = options
  if (!testPrefixPattern.test(prefix)) {
    throw refused('prefix', 'the prefix is not lower case with an underscore at its end, such as my_test_')
  }
  if (!/^\/(?:[\w.~-]+\/)*[\w.~-]+\/?$/.test(basePath) || /(^|\/)\.\.?(\/|$)/.test(basePath)) {
    throw refused('basePath', 'the base path is no path such as /api/test/')
  }
  return {
    ...operationsOf(options),
    secrets: secretsOf(options.secret),
    basePath: basePath.endsWith('/') ? basePath : `${basePath}/`,
    prefix,
    limits: {
      bytes: positive('limits.bytes', limits.bytes, 262_144),
      inputs: positive('limits.inputs', limits.inputs, 100),
      records: positive('limits.records', limits.records, 1000),
      perMinute: {
        testId: positive('limits.perMinute.testId', limits.perMinute?.testId, 600),
        key: positive('limits.perMinute.key', limits.perMinute?.key, 1200),
        all: positive('limits.perMinute.all', limits.perMinute?.all, 3000),
      },
      patience: 1000 * positive('limits.patience', limits.patience, 30),
      wait: 1000 * positive('limits.wait', limits.wait, 8),
    },
    clock: options.clock ?? Date.now,
  }
}

function operationsOf({ entities, scenarios = {} }: TestDataApiOptions): Pick<Settings, 'entities' | 'scenarios'> {
  const taken = new Set<string>(Object.values(wire.operations))
  for (const name of [...Object.keys(entities), ...Object.keys(scenarios)]) {
    if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) {
      throw refused('entities', `${JSON.stringify(name)} is no name of a path such as session-types`)
    }
    if (taken.has(name)) throw refused('entities', `${name} is the name of another operation already`)
    taken.add(name)
  }
  return { entities: new Map(Object.entries(entities)), scenarios: new Map(Object.entries(scenarios)) }
}

function secretsOf(given: TestDataApiOptions['secret']): Settings['secrets'] {
  const secrets = new Map<string, TestApiSecret & { readonly owner: string }>()
  for (const one of Array.isArray(given) ? given : [given]) {
    const secret: ServerSecret = typeof one === 'string' ? secretOf(one) : sound(one)
    if (secrets.has(secret.id)) throw refused('secret', `two secrets have the id ${secret.id}`)
    secrets.set(secret.id, { id: secret.id, key: secret.key, owner: secret.owner ?? secret.id })
  }
  if (secrets.size === 0) throw refused('secret', 'there is no secret')
  return secrets
}

function positive(at: string, given: number | undefined, usual: number): number {
  if (given === undefined) return usual
  if (Number.isFinite(given) && given > 0) return given
  throw refused(at, `${at} is no number above 0`)
}

function refused(at: string, message: string): UnderstudyError {
  return new UnderstudyError('TEST_CONFIG_INVALID', { operation: 'create test data API', at, message })
}
