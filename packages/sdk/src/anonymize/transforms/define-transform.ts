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

/** Ties what a transform does to the type of its options, which have been read when it is asked for a mask. */
export function defineTransform<Schema extends z.ZodType<object>>(
  definition: TransformDefinition<Schema>,
): Transform<z.output<Schema>> {
  const { version = 1, options, ...rest } = definition
  return { ...rest, version, options: outputOf(options) }
}

/** A schema is a schema of its own output; TypeScript can't see it through the type parameter. */
function outputOf<Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema>> {
  return schema as z.ZodType<z.output<Schema>>
}

export const noOptions = z.strictObject({})
