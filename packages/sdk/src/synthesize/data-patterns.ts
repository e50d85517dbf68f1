import { z } from 'zod'
import { fieldTypes } from '../model/schema.ts'

const name = z.string().min(1)
const count = z.number().int().nonnegative()
const share = z.number().min(0).max(1)
const weight = z.number().nonnegative()
const scalar = z.union([z.string(), z.number(), z.boolean()])

/** Values, and how many rows have them. */
export const histogramSchema = z.strictObject({
  cells: z
    .array(z.tuple([z.number(), z.number(), weight]))
    .min(1)
    .describe('From, to, rows. Values are drawn anew between both; where they are one, many rows share that value'),
  levels: z
    .array(z.number().int().positive())
    .optional()
    .describe('How many cells make up each level, in order, where columns depend on each other by more than a cell'),
  step: z.number().positive().optional().describe('All values are multiples of it: cents, minutes, whole numbers'),
})
export type Histogram = z.infer<typeof histogramSchema>

/** What a value is besides what its histogram says: the histogram then is of the difference. */
export const baseSchema = z.strictObject({
  start: z.number().optional(),
  terms: z
    .array(
      z.union([
        z.strictObject({ column: name, factor: z.number() }),
        z.strictObject({ column: name, curve: z.array(z.tuple([z.number(), z.number()])).min(2) }),
        z.strictObject({
          column: name,
          offsets: z.array(z.number()).min(1).describe('By level; the first is of null'),
        }),
      ]),
    )
    .min(1),
  scale: z
    .literal('log')
    .optional()
    .describe('The sum is a logarithm, and the histogram is of what it is multiplied by'),
  least: z.number().optional().describe('No value is below it'),
  most: z.number().optional(),
})
export type Base = z.infer<typeof baseSchema>

const options = z.record(z.string(), z.unknown())

/** How the values of a column are made. Rare categories are suppressed: they stand together as `other`. */
export const columnModelSchema = z.discriminatedUnion('model', [
  z.strictObject({
    model: z.literal('number'),
    histogram: histogramSchema,
    decimals: count.optional(),
    base: baseSchema.optional(),
  }),
  z.strictObject({
    model: z.literal('time'),
    histogram: histogramSchema,
    unit: z.enum(['day', 'microsecond']),
    base: baseSchema.optional(),
  }),
  z.strictObject({
    model: z.literal('category'),
    values: z.array(z.strictObject({ value: scalar, weight })).min(1),
    other: weight.optional().describe('Rows with a rare value; their values are drawn from those that are not'),
  }),
  /** Texts that identify: new ones are made by a kind of value, or by the shapes that were seen. */
  z.strictObject({ model: z.literal('kind'), kind: name, options: options.optional() }),
  z.strictObject({
    model: z.literal('shape'),
    shapes: z
      .array(z.strictObject({ shape: name, weight }))
      .min(1)
      .describe('A stands for a capital letter, a for a small one, 9 for a digit, \\ before what is meant as it is'),
  }),
  /** A key of its own: numbered, uuid, or a kind that is unique. */
  z.strictObject({ model: z.literal('key'), kind: name, options: options.optional() }),
  z.strictObject({ model: z.literal('constant'), value: z.union([scalar, z.null()]) }),
])
export type ColumnModel = z.infer<typeof columnModelSchema>

export const columnPatternSchema = z.strictObject({
  name,
  type: z.enum(fieldTypes),
  nullShare: share,
  model: columnModelSchema,
  unique: z.boolean().optional(),
  maxLength: z.number().int().positive().optional(),
  scale: count.optional(),
  databaseType: z.string().optional(),
  personal: name
    .optional()
    .describe('A class of personal data, where detection found one: no value that identifies is ever emitted'),
})
export type ColumnPattern = z.infer<typeof columnPatternSchema>

const networkParentSchema = z.strictObject({
  column: name,
  through: name.optional().describe('Of another entity: the fields of the foreign key that leads there, with commas'),
})
export type NetworkParent = z.infer<typeof networkParentSchema>

/** How many rows have each level of a column where its parents have the levels `when`; level 0 is null. */
const networkRowSchema = z.strictObject({ when: z.array(count).max(2), weights: z.array(weight).min(1) })

/**
 * Columns by level, in the order in which they are drawn: each given the levels of at most two parents before it. A row
 * of a table for fewer levels than there are parents stands for all that has no row of its own.
 */
export const networkSchema = z.strictObject({
  nodes: z.array(
    z.strictObject({
      column: name,
      parents: z.array(networkParentSchema).max(2),
      levels: z.number().int().min(1),
      table: z.array(networkRowSchema).min(1),
      exact: z.boolean().optional().describe('A function of its parents: nothing else is drawn'),
    }),
  ),
})
export type PatternNetwork = z.infer<typeof networkSchema>

export const sequencePatternSchema = z.strictObject({
  key: z.array(name).min(1),
  order: name,
  state: name,
  start: z.record(z.string(), weight),
  transitions: z.record(z.string(), z.record(z.string(), weight)),
  end: z.record(z.string(), weight).describe('How many sequences ended in each state'),
  length: histogramSchema,
  first: histogramSchema.describe('Times of first rows'),
  gap: histogramSchema.describe('Times between a row and the next'),
})
export type SequencePattern = z.infer<typeof sequencePatternSchema>

export const entityPatternSchema = z.strictObject({
  name,
  rows: count,
  columns: z.array(columnPatternSchema).min(1),
  network: networkSchema,
  primaryKey: z.array(name).optional(),
  uniqueTogether: z
    .array(z.array(name).min(2))
    .optional()
    .describe('Columns of which no two rows have the same values, but for rows in which one is null'),
  table: z.strictObject({ schema: name.optional(), name }).optional(),
  /** `to` is one function of `from` in every row of the sample: drawn with it. */
  functionalDependencies: z.array(z.strictObject({ from: z.array(name).min(1), to: name })),
  /** Values do not fall along these columns, in any row. */
  orderings: z.array(z.strictObject({ columns: z.array(name).min(2), strict: z.boolean() })),
  rules: z
    .array(z.string().min(1))
    .optional()
    .describe('Expressions that are false of no row: rows of which one is are drawn again'),
  /** Rows in time: of each value of `key`, by `order`; states follow each other as often as they did. */
  sequences: z.array(sequencePatternSchema),
})
export type EntityPattern = z.infer<typeof entityPatternSchema>

export const relationshipPatternSchema = z.strictObject({
  parent: z.strictObject({ entity: name, fields: z.array(name).min(1) }),
  child: z.strictObject({ entity: name, fields: z.array(name).min(1) }),
  orphanShare: share.describe('Of children without a parent'),
  children: z
    .strictObject({ weights: z.array(weight).min(1), tail: histogramSchema.optional() })
    .describe('How many parents have 0, 1, 2 … children; the tail is of those with more'),
})
export type RelationshipPattern = z.infer<typeof relationshipPatternSchema>

/** What was learned of a sample, to be read by people before it is used: no row, and no value that few rows share. */
export const dataPatternsSchema = z.strictObject({
  $schema: z.string().optional(),
  kind: z.literal('understudy.patterns'),
  version: z.literal(1),
  learnedFrom: z.strictObject({ name, rows: count, at: z.string() }),
  rareBelow: z.number().int().min(2).describe('What fewer rows share is not learned'),
  privacy: z
    .strictObject({
      epsilon: z.number().positive(),
      delta: z.number().nonnegative(),
      spent: z.record(z.string(), z.number()),
    })
    .optional()
    .describe('The budget of differential privacy, and on what it was spent'),
  entities: z.array(entityPatternSchema).min(1),
  relationships: z.array(relationshipPatternSchema),
  /** What was not learned and why: too few rows, a type that nobody models, a column of nulls. */
  notes: z.array(z.strictObject({ at: z.string(), code: z.string(), message: z.string() })),
})
export type DataPatterns = z.infer<typeof dataPatternsSchema>
