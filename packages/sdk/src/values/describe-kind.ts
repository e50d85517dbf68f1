import { z } from 'zod'
import type { Distribution, FieldType } from '../model/schema.ts'
import { rowRange } from '../random/stream.ts'
import { exampleContext } from './example-context.ts'
import type { Kind } from './kind.ts'
import { makerOf } from './registry.ts'
import { textsOf } from './text-of.ts'

/** What an option takes, as JSON Schema says it. */
export interface OptionSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly OptionSchema[]
  readonly items?: OptionSchema
  readonly default?: unknown
  readonly description?: string
}

/** A kind as documentation, editors and forms show it. */
export interface KindDescription {
  readonly name: string
  readonly group: string
  readonly summary: string
  readonly type: FieldType
  /** How many rows a unique field can have where nothing limits its length; 0 where it cannot be unique. */
  readonly capacity: number
  /** Those that shape it beside the uniform one. */
  readonly distributions: readonly Distribution['name'][]
  /** A value of it. */
  readonly example: string
  readonly options: Readonly<Record<string, OptionSchema>>
}

export function describeKind(kind: Kind): KindDescription {
  const { name, group, summary, type } = kind
  const first = kind.examples?.[0] ?? {}
  const [example = ''] = textsOf(makerOf(name, first, exampleContext(name)).make(rowRange(1, 1)))
  return {
    name,
    group,
    summary,
    type,
    capacity:
      kind.neverUnique === undefined ? makerOf(name, first, exampleContext(name, { unique: true })).capacity : 0,
    distributions: (kind.distributions ?? []).filter((distribution) => distribution !== 'uniform'),
    example,
    options: optionsOf(kind),
  }
}

/** A cast at the edge: what zod writes for an option is a JSON Schema. */
function optionsOf(kind: Kind): Readonly<Record<string, OptionSchema>> {
  const schema = z.toJSONSchema(kind.options, { io: 'input', unrepresentable: 'any' })
  return (schema.properties ?? {}) as Record<string, OptionSchema>
}
