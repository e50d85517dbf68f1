import { z } from 'zod'

const day = z
  .string()
  .refine(isDay, 'must be a day such as 2026-11-29')
  .describe('The last day on which it holds, such as 2026-11-29')

const waiver = z
  .strictObject({
    reason: z.string().trim().min(1).describe('Why real values may pass'),
    by: z.string().trim().min(1).describe('Who answers for it'),
    until: day.optional(),
  })
  .describe('An exception that somebody answers for: printed with every plan, recorded with every run')

const name = z.string().min(1)
const columnNames = z.array(name).min(1)

const subject = z.union([
  columnNames,
  z
    .strictObject({
      columns: columnNames,
      of: name.describe('The key that they hold, such as public.people.id: equal keys of two things are two subjects'),
    })
    .describe('With what they are the key of, for tables that are masked without those that they refer to'),
])

const rule = z
  .strictObject({
    transform: name.describe('How values are masked; docs/transforms.md lists the transforms'),
    options: z.record(z.string(), z.unknown()).optional().describe('Options of the transform'),
    domain: name
      .optional()
      .describe(
        'Columns of one domain and transform mask equal values alike; the name of the transform where left out',
      ),
    subject: subject.optional().describe("Columns that say whose row it is, instead of the table's"),
    when: name
      .optional()
      .describe(
        'Rows of which this is false keep their value; an expression over the columns of the row. Needs a waiver',
      ),
    active: z.boolean().optional().describe('false lets original values through, and needs a waiver'),
    waiver: waiver.optional(),
  })
  .describe('How the values of a column are masked')

const emptied = z.literal('empty').describe('Each is there under its number, and holds nothing')
const kept = z.strictObject({ keep: waiver }).describe('They stay as they are')
const unmasked = z.literal('keep').describe('Values stay as they are')

const decision = z.union([unmasked, rule]).describe('What becomes of a column: "keep", or how it is masked')

const table = z.strictObject({
  group: name.optional().describe('Numbers of the table are counted under this name as well'),
  subject: subject
    .optional()
    .describe('Columns of the table that say whose row it is: what is masked of one person then fits together'),
  columns: z.record(z.string(), decision).describe('A decision for each column, by its name'),
})

const largeObjects = z
  .union([
    emptied,
    kept,
    z.strictObject({
      transform: name.describe('One that takes bytes, such as file'),
      options: z.record(z.string(), z.unknown()).optional(),
      domain: name.optional(),
    }),
  ])
  .describe('What becomes of the large objects of a Postgres database; none is copied before it is said')

const softReference = z
  .strictObject({
    from: name.describe('schema.table.column, or of several columns schema.table.(a, b)'),
    to: name.describe('What it refers to, written alike'),
    where: z
      .strictObject({ column: name, equals: z.string() })
      .optional()
      .describe('Of a reference that names its table in a column: the value that stands for the table of "to"'),
  })
  .describe('A key that the database does not know: the first follows the second')

const privacyDemand = z
  .strictObject({
    table: name,
    quasiIdentifiers: columnNames.describe('Columns that together could tell who somebody is'),
    k: z.number().int().min(2).describe('Every combination of them stands for at least so many rows'),
    sensitive: columnNames.optional().describe('Columns that nobody may learn of a person'),
    l: z
      .number()
      .int()
      .min(2)
      .optional()
      .describe('Every combination has at least so many values of each sensitive one'),
  })
  .refine(
    ({ sensitive, l }) => (sensitive === undefined) === (l === undefined),
    'needs both of sensitive and l, or none',
  )

/** A policy as files hold it. */
export const policyFile = z
  .strictObject({
    $schema: z.string().optional(),
    kind: z.literal('masking-policy'),
    version: z.literal(1),
    locale: name.default('en').describe('Where made-up people live, such as en or de_AT'),
    undecided: z
      .record(
        z.string(),
        z.strictObject({ why: z.string(), suggestions: z.array(z.union([unmasked, emptied, kept, rule])) }),
      )
      .default({})
      .describe(
        'Columns that nobody has decided about, as schema.table.column, and largeObjects: nothing is read while one stands here',
      ),
    transforms: z
      .record(z.string(), z.number().int().min(1))
      .default({})
      .describe('The version of each transform that is used; another one is refused until it is raised here'),
    tables: z.record(z.string(), table).describe('Tables by name: schema.table, or table in SQLite and files'),
    references: z.array(softReference).default([]),
    largeObjects: largeObjects.optional(),
    definition: z
      .record(name, kept)
      .optional()
      .describe(
        'Places of the definition that may hold original values, as a verification names them, such as "comment on table public.people": no mask reaches them, and each needs a waiver',
      ),
    privacy: z.array(privacyDemand).default([]).describe('Proven on what comes out'),
  })
  .describe('masking-policy: what becomes of every column before anything of it leaves production')

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
