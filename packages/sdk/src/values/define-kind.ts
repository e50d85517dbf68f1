import { z } from 'zod'
import { UnderstudyError } from '../errors.ts'
import type { Distribution, FieldType } from '../model/schema.ts'
import type { Kind, KindContext, Maker } from './kind.ts'

export interface KindDefinition<Schema extends z.ZodType> {
  readonly name: string
  readonly version?: number
  readonly group: string
  readonly summary: string
  readonly type: FieldType
  readonly options: Schema
  readonly distributions?: readonly Distribution['name'][]
  readonly examples?: readonly (z.input<Schema> & Readonly<Record<string, unknown>>)[]
  readonly neverUnique?: string
  maker(options: z.output<Schema>, context: KindContext): Maker
}

/** Ties a kind's maker to the type of its options. */
export function defineKind<Schema extends z.ZodType<object>>(
  definition: KindDefinition<Schema>,
): Kind<z.output<Schema>> {
  const { version = 1, examples, options, ...rest } = definition
  return { ...rest, version, options: outputOf(options), examples }
}

/** A schema is a schema of its own output; TypeScript can't see it through the type parameter. */
function outputOf<Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema>> {
  return schema as z.ZodType<z.output<Schema>>
}

export const noOptions = z.strictObject({})

/** What shapes a choice among numbered values. */
export const indexDistributions = ['uniform', 'normal', 'log-normal', 'zipf', 'weighted'] as const

/** Options that are each right, but can't be met together or by this field. */
export function optionsError(message: string, hint?: string): UnderstudyError {
  return new UnderstudyError('KIND_OPTIONS_INVALID', {
    operation: 'prepare a kind of value',
    message,
    ...(hint === undefined ? {} : { hint }),
  })
}
