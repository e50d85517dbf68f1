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
  name,
  type: z.enum(fieldTypes).optional(),
  kind: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A kind of value, such as email, email@1 or faker:commerce.productName; inferred from name and type where left out',
    ),
  options: z.record(z.string(), z.unknown()).optional(),
  record: z
    .string()
    .optional()
    .describe('Fields of one row with the same record come from one coherent person, address or company'),
  nullable: z.boolean().optional(),
  nullRate: share.optional().describe('Share of nulls; 0.1 where a field is nullable and says nothing else'),
  unique: z.boolean().optional(),
  distribution: distributionSchema.optional(),
  maxLength: z.number().int().positive().optional(),
  precision: z.number().int().positive().optional(),
  scale: z.number().int().nonnegative().optional(),
  compute: z.string().optional().describe('An expression over other fields of the row; the field then is its result'),
  generated: z.boolean().optional().describe('The database fills it: it is left out of what is generated'),
  databaseType: z.string().optional().describe('The column’s own type in its database, where the schema came from one'),
  description: z.string().optional(),
})
export type FieldDefinition = z.infer<typeof fieldSchema>

export const entitySchema = z.strictObject({
  name,
  fields: z.array(fieldSchema).min(1),
  primaryKey: names.optional(),
  table: z.strictObject({ schema: name.optional(), name }).optional().describe('Where its rows live, if in a database'),
  description: z.string().optional(),
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
    parent: end,
    child: z.strictObject({ entity: name, fields: names }),
    optional: optional.optional(),
    distribution: distributionSchema.optional().describe('How children choose among parents'),
    deferrable: z.boolean().optional().describe('The database checks it at commit'),
  }),
  z.strictObject({
    type: z.literal('many-to-many'),
    name: name.optional(),
    left: end,
    right: end,
    through: z
      .strictObject({ entity: name, left: names, right: names })
      .optional()
      .describe('The joining entity; made up where it is left out'),
    distribution: distributionSchema.optional(),
  }),
  z.strictObject({
    type: z.literal('polymorphic'),
    name: name.optional(),
    child: z.strictObject({ entity: name, fields: names, typeField: name }),
    parents: z
      .array(
        z.strictObject({
          entity: name,
          fields: names.optional(),
          tag: scalar,
          weight: z.number().positive().optional(),
        }),
      )
      .min(1),
    optional: optional.optional(),
    distribution: distributionSchema.optional(),
  }),
])
export type RelationshipDefinition = z.infer<typeof relationshipSchema>

const bound = z.union([z.number(), z.string()])
export const constraintSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('unique'), name: name.optional(), entity: name, fields: names }),
  z.strictObject({ type: z.literal('check'), name: name.optional(), entity: name, expression: z.string().min(1) }),
  z.strictObject({
    type: z.literal('range'),
    name: name.optional(),
    entity: name,
    field: name,
    min: bound.optional(),
    max: bound.optional(),
  }),
  z.strictObject({
    type: z.literal('enum'),
    name: name.optional(),
    entity: name,
    field: name,
    values: z.array(scalar).min(1),
  }),
  /** Values do not fall from field to field: ordered <= shipped <= delivered. Nulls are passed over. */
  z.strictObject({
    type: z.literal('order'),
    name: name.optional(),
    entity: name,
    fields: z.array(name).min(2),
    strict: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('conditional'),
    name: name.optional(),
    entity: name,
    when: z.string().min(1),
    then: z.string().min(1),
  }),
])
export type ConstraintDefinition = z.infer<typeof constraintSchema>

export const fixedVolumeSchema = z.strictObject({ entity: name, rows: z.number().int().positive() })
/** Each parent draws its own number of children. */
export const perParentVolumeSchema = z.strictObject({
  entity: name,
  per: name.describe('The parent entity, or the name of the relationship'),
  min: z.number().int().nonnegative(),
  max: z.number().int().positive(),
  distribution: distributionSchema.optional(),
})
export const volumeRuleSchema = z.union([fixedVolumeSchema, perParentVolumeSchema])
export const volumeSchema = z.strictObject({
  rows: z.number().int().positive().optional().describe('Rows of every entity that has no rule of its own'),
  entities: z.array(volumeRuleSchema).optional(),
})
export type VolumeRule = z.infer<typeof volumeRuleSchema>
export type VolumeSpecification = z.infer<typeof volumeSchema>

export const dataSchemaSchema = z.strictObject({
  $schema: z.string().optional(),
  kind: z.literal('understudy.schema').optional(),
  version: z.literal(1).optional(),
  name: name.optional(),
  description: z.string().optional(),
  locale: z.string().optional(),
  entities: z.array(entitySchema).min(1),
  relationships: z.array(relationshipSchema).optional(),
  constraints: z.array(constraintSchema).optional(),
  volume: volumeSchema.optional(),
})
/** What data looks like: entities, how they relate, what must hold, and how many rows there are. */
export type DataSchema = z.infer<typeof dataSchemaSchema>
