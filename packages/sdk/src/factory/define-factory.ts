import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type AnyDefinition, baseOf } from './base.ts'
import { DefinedFactory } from './defined-factory.ts'
import type { FactoryDefinition } from './definition.ts'
import type { AnyEdge } from './edge.ts'
import type { Factory } from './factory.ts'
import type { FactoryState } from './factory-state.ts'
import type { AnySource, EntitySource } from './source.ts'

/**
 * Rows of one entity, and how they are made. The source is a name (the row's type then is what the fields are made of),
 * `entity<Row>(name)`, `table(schema, name)`, or a schema of zod, valibot, arktype or any library of Standard Schema.
 */
export function defineFactory<
  Input extends object,
  Output extends object = Input,
  Row = Record<string, unknown>,
  Transient = Record<never, never>,
  Traits = Record<never, never>,
  Associations extends Readonly<Record<string, AnyEdge>> = Record<never, never>,
  const Required extends keyof Input | keyof Associations | keyof Transient = never,
>(
  source:
    | string
    | (EntitySource<Input> & EntitySource<Row>)
    | (StandardSchemaV1<Input, Output> & StandardSchemaV1<Row, Output>),
  definition: FactoryDefinition<Input, Output, Row, Transient, Traits, Associations, Required>,
): Factory<{
  input: Known<Input>
  output: Known<Output>
  transient: Transient
  traits: Traits
  associations: Associations
  required: Required
}> {
  return new DefinedFactory({
    base: baseOf(anySource(source), anyDefinition(definition)),
    uses: [],
    seed: undefined,
    worker: undefined,
    connection: undefined,
  } satisfies FactoryState)
}

/** A kind of which nothing is known fits any field; a row that is made of one has something unknown there. */
type Known<Row> = true extends { [K in keyof Row]: [Row[K]] extends [never] ? true : never }[keyof Row]
  ? { [K in keyof Row]: [Row[K]] extends [never] ? unknown : Row[K] }
  : Row

/** From here on types are left behind: what a definition may hold was checked where it was written. */
function anyDefinition(definition: object): AnyDefinition {
  return definition as AnyDefinition
}

function anySource(source: unknown): AnySource {
  return source as AnySource
}
