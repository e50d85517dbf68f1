import { UnderstudyError } from '../errors.ts'
import type { Dialect } from '../model/expression/term.ts'
import { invalidSchema } from '../model/parse.ts'
import type { EntityDefinition, FieldDefinition } from '../model/schema.ts'
import { type ValidationResult, validateSchema } from '../model/validate.ts'
import type { OptionsProblem } from '../model/validation/fields.ts'
import { streamOf } from '../random/stream.ts'
import { localeOf } from '../values/locale.ts'
import { kindNamed } from '../values/registry.ts'
import { type MakerSettings, valueMaker } from './value-maker.ts'

const settings = (): MakerSettings => ({ stream: streamOf(0), locale: localeOf('en'), basic: false })

/** All that is wrong with a schema at once, kinds and what they can make included. */
export function validateDataSchema(schema: unknown, dialect?: Dialect): ValidationResult {
  return validateSchema(schema, { kindExists, kindCapacity, optionsProblem, dialect })
}

/** A field whose kind does not take its options, or cannot be what the field is. */
function optionsProblem(field: FieldDefinition, entity: EntityDefinition): OptionsProblem | undefined {
  try {
    valueMaker(entity, field, undefined, field.unique ?? false, settings())
    return undefined
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code === 'KIND_OPTIONS_INVALID') {
      return { message: thrown.message, fix: thrown.hint }
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
    return valueMaker(entity, field, undefined, true, settings()).capacity
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) return undefined
    throw thrown
  }
}

/** Throws one error that lists every problem; a schema that was parsed before was looked at then. */
export function refuseInvalid(schema: unknown, dialect?: Dialect): void {
  const { valid, problems } = validateDataSchema(schema, dialect)
  if (!valid) throw invalidSchema(problems)
}
