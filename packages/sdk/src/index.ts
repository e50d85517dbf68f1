export { connect } from './database/connect.ts'
export type { Database, Session } from './database/adapter.ts'
export { type ErrorCode, UnderstudyError, type UnderstudyErrorDetails } from './errors.ts'
export {
  DataGenerator,
  type Dataset,
  type DatasetFile,
  type GenerationOptions,
  type GenerationStatus,
} from './generate/data-generator.ts'
export type { EntityPlan } from './generate/entity-plan.ts'
export {
  type EncodedOptions,
  type GeneratedBytes,
  type GeneratedRows,
  type GenerateOptions,
  generateData,
} from './generate/generate-data.ts'
export { type Plan, type PlanOptions, planRows, type QualityLevel } from './generate/plan.ts'
export { validateDataSchema as validateSchema } from './generate/validate-data-schema.ts'
export type { Batch, Column, Dictionary, Vector } from './model/batch.ts'
export { type ParsedSchema, parseSchema } from './model/parse.ts'
export type {
  ConstraintDefinition,
  DataSchema,
  Distribution,
  EntityDefinition,
  FieldDefinition,
  FieldType,
  RelationshipDefinition,
  VolumeSpecification,
} from './model/schema.ts'
export { formatNamed } from './formats/formats.ts'
export { kinds } from './values/registry.ts'
