import { z } from 'zod'

const name = z.string().min(1)
const count = z.number().int().nonnegative()
const share = z.number().min(0).max(1)

/** Edges of bins in ascending order, and how many rows fell into each; values are drawn inside of a bin, never repeated. */
const histogram = z.strictObject({
  edges: z.array(z.number()).min(2),
  weights: z.array(z.number().nonnegative()).min(1),
  /** Values that many rows share and that say nothing about one: 0, a price of 9.99. They keep their own weight. */
  spikes: z.array(z.strictObject({ value: z.number(), weight: z.number().nonnegative() })).optional(),
  /** All values are multiples of it: cents, minutes, whole numbers. */
  step: z.number().positive().optional(),
})

/** How the values of a column are made. Rare categories are suppressed: they stand together as `other`. */
export const columnModelSchema = z.discriminatedUnion('model', [
  z.strictObject({ model: z.literal('number'), histogram, decimals: count.optional() }),
  z.strictObject({ model: z.literal('time'), histogram, unit: z.enum(['day', 'microsecond']) }),
  z.strictObject({
    model: z.literal('category'),
    values: z.array(
      z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]), weight: z.number().nonnegative() }),
    ),
    other: z
      .number()
      .nonnegative()
      .optional()
      .describe('Weight of the rare ones, which are drawn from the common ones'),
  }),
  /** Texts that identify: new ones are made by a kind of value, or by the shapes that were seen. */
  z.strictObject({ model: z.literal('kind'), kind: name, options: z.record(z.string(), z.unknown()).optional() }),
  z.strictObject({
    model: z.literal('shape'),
    shapes: z.array(z.strictObject({ shape: name, weight: z.number().nonnegative() })).min(1),
  }),
  /** A key of its own: numbered, uuid, or a kind that is unique. */
  z.strictObject({ model: z.literal('key'), kind: name, options: z.record(z.string(), z.unknown()).optional() }),
  z.strictObject({ model: z.literal('constant'), value: z.union([z.string(), z.number(), z.boolean(), z.null()]) }),
])
export type ColumnModel = z.infer<typeof columnModelSchema>

export const columnPatternSchema = z.strictObject({
  name,
  type: z.string(),
  nullShare: share,
  model: columnModelSchema,
  unique: z.boolean().optional(),
  /** A class of personal data, where detection found one: no value of it is ever emitted. */
  personal: name.optional(),
})
export type ColumnPattern = z.infer<typeof columnPatternSchema>

/**
 * A network over discretised columns: each column's level given the levels of at most two parents, which stand before it.
 * Level 0 is null. `table[parentLevels]` holds the weights of the levels, row by row of the parents' levels.
 */
export const networkSchema = z.strictObject({
  nodes: z.array(
    z.strictObject({
      column: name,
      parents: z.array(name).max(2),
      levels: count,
      table: z.array(z.array(z.number().nonnegative())),
    }),
  ),
})
export type PatternNetwork = z.infer<typeof networkSchema>

export const entityPatternSchema = z.strictObject({
  name,
  rows: count,
  columns: z.array(columnPatternSchema).min(1),
  network: networkSchema,
  primaryKey: z.array(name).optional(),
  /** `to` is one function of `from` in every row of the sample: drawn with it. */
  functionalDependencies: z.array(
    z.strictObject({ from: z.array(name), to: name, table: z.record(z.string(), z.unknown()).optional() }),
  ),
  /** Values do not fall along these columns, in any row. */
  orderings: z.array(z.strictObject({ columns: z.array(name).min(2), strict: z.boolean() })),
  /** Rows in time: of each value of `key`, by `order`; states follow each other as often as they did. */
  sequences: z.array(
    z.strictObject({
      key: z.array(name),
      order: name,
      state: name,
      start: z.record(z.string(), z.number()),
      transitions: z.record(z.string(), z.record(z.string(), z.number())),
      length: histogram,
      gap: histogram.optional(),
    }),
  ),
})
export type EntityPattern = z.infer<typeof entityPatternSchema>

export const relationshipPatternSchema = z.strictObject({
  parent: z.strictObject({ entity: name, fields: z.array(name) }),
  child: z.strictObject({ entity: name, fields: z.array(name) }),
  orphanShare: share,
  /** Weights of 0, 1, 2 … children of a parent; the last one stands for all above, spread over `tail`. */
  children: z.strictObject({ weights: z.array(z.number().nonnegative()), tail: histogram.optional() }),
  /** Child columns that depend on a column of the parent: their levels given its level. */
  across: z.array(
    z.strictObject({ parentColumn: name, childColumn: name, table: z.array(z.array(z.number().nonnegative())) }),
  ),
})
export type RelationshipPattern = z.infer<typeof relationshipPatternSchema>

/** What was learned of a sample, to be read by people before it is used: no row, and no value that few rows share. */
export const dataPatternsSchema = z.strictObject({
  $schema: z.string().optional(),
  kind: z.literal('understudy.patterns'),
  version: z.literal(1),
  learnedFrom: z.strictObject({ name, rows: count, at: z.string() }),
  /** Categories of fewer rows are suppressed. */
  rareBelow: count,
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
