import { z } from 'zod'

/** What a value is, engine aside. Anything that a database holds beyond these travels as text in that database's own notation. */
export const fieldTypes = [
  'integer',
  'decimal',
  'float',
  'boolean',
  'text',
  'uuid',
  'date',
  'time',
  'timestamp',
  'timestamptz',
  'json',
  'bytes',
  'list',
] as const
export type FieldType = (typeof fieldTypes)[number]

const name = z.string().min(1)
const names = z.array(name).min(1)
const scalar = z.union([z.string(), z.number(), z.boolean()])
const share = z.number().min(0).max(1)

export const distributionSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('uniform') }),
  z.strictObject({
    name: z.literal('normal'),
    mean: z.number().optional(),
    deviation: z.number().positive().optional(),
  }),
  z.strictObject({
    name: z.literal('log-normal'),
    median: z.number().positive().optional(),
    sigma: z.number().positive().optional(),
  }),
  z.strictObject({ name: z.literal('zipf'), exponent: z.number().positive().optional() }),
  z.strictObject({ name: z.literal('weighted'), weights: z.array(z.number().nonnegative()).min(1) }),
  z.strictObject({
    name: z.literal('seasonal'),
    period: z.enum(['day', 'week', 'year']),
    weights: z
      .array(z.number().nonnegative())
      .min(1)
      .optional()
      .describe('Relative weight of each hour, weekday (from Monday) or month'),
  }),
])
export type Distribution = z.infer<typeof distributionSchema>

export const fieldSchema = z.strictObject({
  name: name.describe('Its name, which is that of the column'),
  type: z.enum(fieldTypes).optional().describe('What the value is stored as; that of the kind where left out'),
  kind: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A kind of value, such as email, email@1 or faker:commerce.productName; inferred from name and type where left out',
    ),
  options: z.record(z.string(), z.unknown()).optional().describe('Options of the kind'),
  record: z
    .string()
    .optional()
    .describe('Fields of one row with the same record come from one coherent person, address or company'),
  nullable: z.boolean().optional().describe('Whether it may be null'),
  nullRate: share.optional().describe('Share of nulls; 0.1 where a field is nullable and says nothing else'),
  unique: z.boolean().optional().describe('No two rows share a value; nulls are alike to nothing'),
  distribution: distributionSchema.optional().describe('How values spread'),
  maxLength: z.number().int().positive().optional().describe('Longest text, in characters'),
  precision: z.number().int().positive().optional().describe('Digits of a decimal'),
  scale: z.number().int().nonnegative().optional().describe('How many digits stand after the point'),
  compute: z.string().optional().describe('An expression over other fields of the row; the field then is its result'),
  generated: z.boolean().optional().describe('The database fills it: it is left out of what is generated'),
  databaseType: z.string().optional().describe('The column’s own type in its database, where the schema came from one'),
  description: z.string().optional().describe('For people'),
})
export type FieldDefinition = z.infer<typeof fieldSchema>

export const entitySchema = z.strictObject({
  name: name.describe('Its name, which is that of the table'),
  fields: z.array(fieldSchema).min(1).describe('What each row holds'),
  primaryKey: names.optional().describe('Fields by which a row is known; a field named id where left out'),
  table: z.strictObject({ schema: name.optional(), name }).optional().describe('Where its rows live, if in a database'),
  description: z.string().optional().describe('For people'),
})
export type EntityDefinition = z.infer<typeof entitySchema>

const end = z.strictObject({ entity: name, fields: names.optional() })
const optional = z
  .union([z.boolean(), share])
  .describe('Whether a child may have no parent, or the share of children without one')

/** A child's fields hold its parent's key. Self references are those where parent and child are one entity. */
export const relationshipSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.enum(['one-to-one', 'one-to-many']),
    name: name.optional(),
    parent: end.describe('What is pointed at: its primary key, or the unique fields that are named'),
    child: z.strictObject({ entity: name, fields: names }).describe('What points: the fields that hold the key'),
    optional: optional.optional(),
    distribution: distributionSchema.optional().describe('How children choose among parents'),
    deferrable: z.boolean().optional().describe('The database checks it at commit'),
  }),
  z.strictObject({
    type: z.literal('many-to-many'),
    name: name.optional(),
    left: end.describe('One side'),
    right: end.describe('The other side'),
    through: z
      .strictObject({ entity: name, left: names, right: names })
      .optional()
      .describe('The joining entity; made up where it is left out'),
    distribution: distributionSchema.optional(),
  }),
  z.strictObject({
    type: z.literal('polymorphic'),
    name: name.optional(),
    child: z
      .strictObject({ entity: name, fields: names, typeField: name.describe('The field that says which parent it is') })
      .describe('What points: the fields that hold the key'),
    parents: z
      .array(
        z.strictObject({
          entity: name,
          fields: names.optional(),
          tag: scalar.describe('What the type field holds for this parent'),
          weight: z.number().positive().optional().describe('How often it is this one, beside the others'),
        }),
      )
      .min(1)
      .describe('What is pointed at'),
    optional: optional.optional(),
    distribution: distributionSchema.optional(),
  }),
])
export type RelationshipDefinition = z.infer<typeof relationshipSchema>

const bound = z.union([z.number(), z.string()])
export const constraintSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('unique'), name: name.optional(), entity: name, fields: names }),
  z.strictObject({
    type: z.literal('check'),
    name: name.optional(),
    entity: name,
    expression: z.string().min(1).describe('What is not false of any row'),
  }),
  z.strictObject({
    type: z.literal('range'),
    name: name.optional(),
    entity: name,
    field: name,
    min: bound.optional().describe('No value is below it'),
    max: bound.optional().describe('No value is above it'),
  }),
  z.strictObject({
    type: z.literal('enum'),
    name: name.optional(),
    entity: name,
    field: name,
    values: z.array(scalar).min(1).describe('The values that there are'),
  }),
  /** Values do not fall from field to field: ordered <= shipped <= delivered. Nulls are passed over. */
  z.strictObject({
    type: z.literal('order'),
    name: name.optional(),
    entity: name,
    fields: z.array(name).min(2),
    strict: z.boolean().optional().describe('Values rise: no two are alike'),
  }),
  z.strictObject({
    type: z.literal('conditional'),
    name: name.optional(),
    entity: name,
    when: z.string().min(1).describe('Of which rows it is said'),
    then: z.string().min(1).describe('What is true of them'),
  }),
])
export type ConstraintDefinition = z.infer<typeof constraintSchema>

export const fixedVolumeSchema = z.strictObject({
  entity: name,
  rows: z.number().int().positive().describe('How many rows it has'),
})
/** Each parent draws its own number of children. */
export const perParentVolumeSchema = z.strictObject({
  entity: name,
  per: name.describe('The parent entity, or the name of the relationship'),
  min: z.number().int().nonnegative().describe('Fewest children of one parent'),
  max: z.number().int().positive().describe('Most children of one parent'),
  distribution: distributionSchema.optional(),
})
export const volumeRuleSchema = z.union([fixedVolumeSchema, perParentVolumeSchema])
export const volumeSchema = z.strictObject({
  rows: z.number().int().positive().optional().describe('Rows of every entity that has no rule of its own'),
  entities: z.array(volumeRuleSchema).optional().describe('Rules of single entities'),
})
export type VolumeRule = z.infer<typeof volumeRuleSchema>
export type VolumeSpecification = z.infer<typeof volumeSchema>

export const dataSchemaSchema = z.strictObject({
  $schema: z.string().optional().describe('The JSON Schema by which an editor completes and checks it'),
  kind: z.literal('understudy.schema').optional().describe('What kind of file it is'),
  version: z.literal(1).optional(),
  name: name.optional().describe('For people'),
  description: z.string().optional().describe('For people'),
  locale: z.string().optional().describe('Whose names, addresses and words: en, de, fr and so on'),
  entities: z.array(entitySchema).min(1).describe('Whose rows are made: tables'),
  relationships: z.array(relationshipSchema).optional().describe('Which entities point at which'),
  constraints: z.array(constraintSchema).optional().describe('What must hold'),
  volume: volumeSchema.optional().describe('How many rows there are'),
})
/** What data looks like: entities, how they relate, what must hold, and how many rows there are. */
export type DataSchema = z.infer<typeof dataSchemaSchema>
