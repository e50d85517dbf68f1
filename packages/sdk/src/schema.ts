/** What a database consists of, and what is to be generated for it. */

export type { Access, DefaultPrivileges, Policy, Privilege } from './catalog/access.ts'
export { type AnalyzeOptions, analyzeSchema } from './catalog/analyze.ts'
export type { ColumnType, CompositeType, DomainType, EnumType } from './catalog/column-type.ts'
export type {
  CheckConstraint,
  Collation,
  Column,
  Constraint,
  EventTrigger,
  ExclusionConstraint,
  Extension,
  Firing,
  ForeignKey,
  Index,
  KeyConstraint,
  NotNullConstraint,
  PartitionBound,
  PartitionKey,
  QualifiedName,
  RangeType,
  ReplicaIdentity,
  Rule,
  Schema,
  SchemaDefinition,
  Sequence,
  Statistics,
  Table,
  Trigger,
  Unmodelled,
  View,
  ViewColumn,
} from './catalog/definition.ts'
export { type Fact, type FactKind, type FactOf, factsOf } from './catalog/facts.ts'
export type { ForeignDataWrapper, ForeignServer, Options, UserMapping } from './catalog/foreign.ts'
export { type ObjectId, type ObjectKind, objectId, routineId } from './catalog/identity.ts'
export type { Note, NoteCode } from './catalog/model/note.ts'
export type { Publication, PublishedTable } from './catalog/publication.ts'
export type { Routine } from './catalog/routine.ts'
export { type SampleOptions, sampleColumns } from './catalog/sample-columns.ts'
export { type Model, type Overrides, type Samples, toModel } from './catalog/to-model.ts'
