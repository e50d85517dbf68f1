import { z } from 'zod'
import type { Mask, Promises, Transform, TransformColumn, TransformContext } from '../transform.ts'
import type { ValueForm } from '../value-form.ts'

export interface TransformDefinition<Schema extends z.ZodType> {
  readonly name: string
  readonly version?: number
  readonly group: Transform['group']
  readonly summary: string
  readonly options: Schema
  readonly examples?: readonly (z.input<Schema> & Readonly<Record<string, unknown>>)[]
  readonly accepts: readonly ValueForm[]
  readonly whole?: boolean
  readonly domain?: string
  reads?(options: z.output<Schema>): readonly string[]
  promises(options: z.output<Schema>, column: TransformColumn): Promises
  mask(options: z.output<Schema>, context: TransformContext): Mask
}

/** Ties what a transform does to the type of its options, and reads them: wrong ones have been refused before. */
export function defineTransform<Schema extends z.ZodType<object>>(definition: TransformDefinition<Schema>): Transform {
  const { options, examples, reads } = definition
  const read = (given: unknown): z.output<Schema> => options.parse(given ?? {})
  return {
    name: definition.name,
    version: definition.version ?? 1,
    group: definition.group,
    summary: definition.summary,
    options,
    examples,
    accepts: definition.accepts,
    whole: definition.whole,
    domain: definition.domain,
    ...(reads === undefined ? {} : { reads: (given: unknown) => reads(read(given)) }),
    promises: (given, column) => definition.promises(read(given), column),
    mask: (given, context) => definition.mask(read(given), context),
  }
}

export const noOptions = z.strictObject({})
