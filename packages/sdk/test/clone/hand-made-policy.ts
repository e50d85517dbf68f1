import type { ColumnMask, CompiledPolicy, TableMask } from '../../src/anonymize/compiled-policy.ts'
import type { Mask } from '../../src/anonymize/transform.ts'
import type { SchemaDefinition } from '../../src/catalog/definition.ts'
import { maskingSchemaOf } from '../../src/catalog/masking/masking-schema-of.ts'

export interface HandMadeMask extends Mask {
  readonly reads?: readonly string[]
}

/** A policy that masks these columns, named table by table, and keeps all others. */
export function handMadePolicy(
  definition: SchemaDefinition,
  masks: Readonly<Record<string, Readonly<Record<string, HandMadeMask>>>> = {},
): CompiledPolicy {
  const tables = maskingSchemaOf(definition).tables.map((table): [string, TableMask] => [
    table.name,
    {
      table,
      group: undefined,
      columns: table.columns.map(({ name, generated }): ColumnMask => {
        const mask = masks[table.name]?.[name]
        return {
          name,
          decision: generated ? 'generated' : mask === undefined ? 'keep' : 'mask',
          mask,
          transform: mask && { name: 'hand-made', version: 1 },
          promises: undefined,
          reads: mask?.reads ?? [],
        }
      }),
    },
  ])
  return {
    fingerprint: 'hand-made',
    keyId: null,
    transforms: {},
    tables: new Map(tables),
    privacy: [],
    waivers: [],
    notes: [],
  }
}

const code = new TextEncoder()

/** Letters backwards, behind an x: never the value itself. */
export const backwards: HandMadeMask = { value: (text) => `x${[...text].reverse().join('')}` }

/** The same on bytes, for text of one byte a letter. */
export const backwardsBytes: HandMadeMask = {
  ...backwards,
  bytes(input, start, end, out) {
    out.reserve(end - start + 1)
    out.bytes.set(code.encode('x'), out.at++)
    for (let at = end - 1; at >= start; at--) out.bytes[out.at++] = input[at] ?? 0
  },
}
