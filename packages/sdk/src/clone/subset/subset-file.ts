import { z } from 'zod'

const name = z.string().min(1)

const root = z
  .strictObject({
    where: name
      .optional()
      .describe('A condition over the columns of the table, in the SQL of the source; without it every row counts'),
    share: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .describe('Of the rows that meet the condition, about this part: 0.05 is one of twenty; always the same ones'),
    rows: z.int().min(1).optional().describe('Of the rows that meet the condition, so many; always the same ones'),
  })
  .refine(({ share, rows }) => share === undefined || rows === undefined, 'takes share or rows, not both')
  .describe('Rows that are wanted for their own sake')

const children = z
  .union([
    z.boolean(),
    z.record(name, z.union([z.boolean(), z.int().min(1)])).describe('By table; tables that are not named are followed'),
  ])
  .describe(
    'Whether rows that refer to a wanted row are wanted too: true, false, or by table, where a number is the most for each row that they refer to',
  )

const reference = z
  .strictObject({
    from: name.describe('schema.table.column, or of several columns schema.table.(a, b)'),
    to: name.describe('What it refers to, written alike'),
    where: z
      .strictObject({ column: name, equals: z.string() })
      .optional()
      .describe('Of a reference that names its table in a column: the value that stands for the table of "to"'),
  })
  .describe('A key that the database does not know')

/** A subset as files hold it. */
export const subsetFile = z
  .strictObject({
    $schema: z.string().optional(),
    kind: z.literal('subset'),
    version: z.literal(1),
    seed: z.string().default('').describe('Another one draws other rows for share, rows and limits'),
    roots: z.record(name, root).describe('Tables that the subset starts from: schema.table, or table in SQLite'),
    children: children.default(false),
    tables: z
      .record(name, z.enum(['all', 'none']))
      .default({})
      .describe('"all": copied whole, as tables of countries are. "none": stays empty'),
    references: z.array(reference).default([]).describe('Besides the keys of the database and those of the policy'),
  })
  .describe('subset: which rows a clone takes; whatever they refer to comes with them')

export type Subset = Omit<z.output<typeof subsetFile>, '$schema'>
