import { z } from 'zod'
import { UnderstudyError } from '../errors.ts'
import { fieldSchema } from '../model/schema.ts'

const rows = z.number().int().positive().describe('How many rows to make.')

export const fieldOverrideSchema = fieldSchema
  .omit({ name: true })
  .partial()
  .describe(
    'Replaces what was inferred for this column. With a kind of its own, the options that were inferred are dropped.',
  )

export const entityOverrideSchema = z.strictObject({
  rows: rows.optional(),
  skip: z
    .boolean()
    .optional()
    .describe('Makes no rows: those that refer to this table refer to rows that it has already.'),
  fields: z.record(z.string(), fieldOverrideSchema).optional(),
})

export const configSchema = z
  .strictObject({
    $schema: z.string().optional(),
    kind: z.literal('understudy.config'),
    version: z.literal(1),
    generate: z
      .strictObject({
        seed: z.union([z.string(), z.number()]).optional(),
        locale: z.string().optional(),
        rows: rows.optional().describe('Rows of every table that has no number of its own.'),
        qualityLevel: z.enum(['basic', 'standard', 'premium']).optional(),
        entities: z.record(z.string(), entityOverrideSchema).optional(),
      })
      .optional(),
  })
  .describe('understudy.config: what a project says about its data once, instead of in every command.')

export type FieldOverride = z.infer<typeof fieldOverrideSchema>
export type EntityOverride = z.infer<typeof entityOverrideSchema>
export type EntityOverrides = Readonly<Record<string, EntityOverride>>
export type UnderstudyConfig = z.infer<typeof configSchema>

/** Checks a configuration; all problems are listed at once. */
export function parseConfig(input: unknown, at: string): UnderstudyConfig {
  const parsed = configSchema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => ({ path: pathOf(path), message }))
  throw new UnderstudyError('CONFIG_INVALID', {
    operation: 'read the configuration',
    at,
    message: `${at} has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}: ${problems[0]?.path}: ${problems[0]?.message}`,
    details: { problems },
  })
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) =>
      typeof part === 'number'
        ? `[${part}]`
        : /^[\w$]+$/.test(String(part))
          ? `${i ? '.' : ''}${String(part)}`
          : `[${JSON.stringify(String(part))}]`,
    )
    .join('')
}
