/** What a database consists of, and what is to be generated for it. */
export { type AnalyzeOptions, analyzeSchema } from './catalog/analyze.ts'
export type { ColumnType } from './catalog/column-type.ts'
export type {
  CheckConstraint,
  Column,
  Constraint,
  ExclusionConstraint,
  Extension,
  ForeignKey,
  Index,
  KeyConstraint,
  PartitionBound,
  PartitionKey,
  QualifiedName,
  Rule,
  Schema,
  SchemaDefinition,
  Sequence,
  Table,
  Trigger,
  Unmodelled,
  View,
} from './catalog/definition.ts'
export type { Note, NoteCode } from './catalog/model/note.ts'
export { type SampleOptions, sampleColumns } from './catalog/sample-columns.ts'
export { type Model, type Overrides, type Samples, toModel } from './catalog/to-model.ts'
