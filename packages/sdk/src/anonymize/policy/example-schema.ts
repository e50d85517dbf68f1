import type { MaskingColumn, MaskingSchema, MaskingTable, MaskingType } from '../masking-schema.ts'
import type { ColumnDecision, MaskingPolicy, TablePolicy } from '../policy.ts'
import type { Promises, Transform } from '../transform.ts'
import { defineTransform, noOptions } from '../transforms/define-transform.ts'
import { transforms } from '../transforms/registry.ts'
import { valueForms } from '../value-form.ts'

/** Schemas and policies as tests write them. */
export const text: MaskingType = { kind: 'scalar', form: 'text' }
export const integer: MaskingType = { kind: 'scalar', form: 'integer', bits: 32 }

export function column(name: string, value: MaskingType = text, more: Partial<MaskingColumn> = {}): MaskingColumn {
  return { name, databaseType: 'text', value, nullable: false, generated: false, ...more }
}

export function table(name: string, columns: readonly MaskingColumn[], more: Partial<MaskingTable> = {}): MaskingTable {
  return { name, columns, keys: [], foreignKeys: [], checks: [], fixed: [], ...more }
}

export function schemaOf(...tables: readonly MaskingTable[]): MaskingSchema {
  return { tables }
}

const versions = new Map(transforms().map(({ name, version }) => [name, version]))
const versionOf = (name: string | symbol) => (typeof name === 'string' ? versions.get(name) : undefined) ?? 1

/** A policy that decides this much; transforms are pinned to the version that they have, others than the package's to their first. */
export function policyOf(
  tables: Readonly<Record<string, Readonly<Record<string, ColumnDecision>> | TablePolicy>>,
  more: Partial<MaskingPolicy> = {},
): MaskingPolicy {
  return {
    kind: 'masking-policy',
    version: 1,
    undecided: {},
    transforms: new Proxy(
      {},
      {
        getOwnPropertyDescriptor: (_, name) => ({ value: versionOf(name), configurable: true }),
        get: (_, name) => versionOf(name),
      },
    ),
    tables: Object.fromEntries(
      Object.entries(tables).map(([name, given]) => [name, isTablePolicy(given) ? given : { columns: given }]),
    ),
    references: [],
    privacy: [],
    locale: 'en',
    ...more,
  }
}

function isTablePolicy(given: object): given is TablePolicy {
  return 'columns' in given && typeof given.columns === 'object'
}

/** A transform of any form that writes its key's word and the value; what it promises is up to the test. */
export function marking(name: string, promises: Partial<Promises> = {}, version = 1): Transform {
  return defineTransform({
    name,
    version,
    group: 'any',
    summary: 'marks',
    options: noOptions,
    accepts: valueForms,
    promises: () => ({
      deterministic: true,
      unique: 'preserved',
      format: 'lost',
      longest: (length) => length,
      ...promises,
    }),
    mask: (_, { key }) => {
      const [word = 0] = key.words('mark')
      return { value: (value) => `${name}${word % 1000}:${value}` }
    },
  })
}
