import { UnderstudyError } from '../errors.ts'
import { invalidSchema, parseSchema } from '../model/parse.ts'
import { type Problem, problem } from '../model/problem.ts'
import type { EntityDefinition, FieldDefinition } from '../model/schema.ts'
import { type ValidationResult, validateSchema } from '../model/validate.ts'
import { streamOf } from '../random/stream.ts'
import { localeOf } from '../values/locale.ts'
import { kindNamed } from '../values/registry.ts'
import { type MakerSettings, valueMaker } from './value-maker.ts'

const settings: MakerSettings = { stream: streamOf(0), locale: localeOf('en'), basic: false }

/** All that is wrong with a schema at once, kinds and what they can make included. */
export function validateDataSchema(schema: unknown): ValidationResult {
  const result = validateSchema(schema, { kindExists, kindCapacity })
  if (!result.valid) return result
  const problems = parseSchema(schema).entities.flatMap((entity) =>
    entity.fields.flatMap((field) => optionProblem(entity, field) ?? []),
  )
  return { valid: problems.length === 0, problems }
}

/** A field whose kind does not take its options, or cannot be what the field is. */
function optionProblem(entity: EntityDefinition, field: FieldDefinition): Problem | undefined {
  if (field.kind === undefined || field.compute !== undefined) return undefined
  try {
    valueMaker(entity, field, undefined, field.unique ?? false, settings)
    return undefined
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code === 'KIND_OPTIONS_INVALID') {
      return problem('OPTIONS_INVALID', `entities.${entity.name}.fields.${field.name}`, thrown.message, thrown.hint)
    }
    throw thrown
  }
}

function kindExists(name: string): boolean {
  try {
    kindNamed(name)
    return true
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code === 'KIND_UNKNOWN') return false
    throw thrown
  }
}

/** How many distinct values a field of this kind can hold; what its options say wrong is another problem's matter. */
function kindCapacity(field: FieldDefinition): number | undefined {
  const entity: EntityDefinition = { name: '', fields: [field] }
  try {
    return valueMaker(entity, field, undefined, true, settings).capacity
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) return undefined
    throw thrown
  }
}

/** Throws one error that lists every problem; a schema that was parsed before was looked at then. */
export function refuseInvalid(schema: unknown): void {
  const { valid, problems } = validateDataSchema(schema)
  if (!valid) throw invalidSchema(problems)
}
