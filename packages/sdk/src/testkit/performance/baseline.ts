import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { codeOf, messageOf, UnderstudyError } from '../../errors.ts'

const entry = z.strictObject({
  /** How many yardsticks it takes, at the median. */
  ratio: z.number().nonnegative(),
  /** Of a query: of its text, and how the database went about it. */
  textHash: z.string().nullable(),
  plan: z.array(z.string()).nullable(),
})

export const performanceBaseline = z.strictObject({
  /** For editors. */
  $schema: z.string().optional(),
  kind: z.literal('testkit-baseline'),
  version: z.literal(1),
  engine: z.enum(['postgres', 'sqlite', 'pglite']),
  engineVersion: z.string(),
  /** By what is measured. */
  entries: z.record(z.string(), entry),
})

/** What later runs are held against. It holds no times, but how many times each thing takes what the yardstick takes. */
export type PerformanceBaseline = z.infer<typeof performanceBaseline>
export type BaselineEntry = z.infer<typeof entry>

/** Undefined where there is no such file. */
export async function readBaseline(path: string): Promise<PerformanceBaseline | undefined> {
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw unreadable(path, messageOf(thrown))
  })
  if (text === undefined) return undefined
  const parsed = performanceBaseline.safeParse(jsonOf(text, path))
  if (parsed.success) return parsed.data
  throw unreadable(path, parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '))
}

export async function writeBaseline(path: string, baseline: PerformanceBaseline): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(baseline, undefined, 2)}\n`)
  } catch (thrown) {
    throw new UnderstudyError('WRITE_FAILED', {
      operation: 'write the baseline',
      message: messageOf(thrown),
      at: path,
      cause: thrown,
    })
  }
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw unreadable(path, messageOf(thrown))
  }
}

function unreadable(path: string, why: string): UnderstudyError {
  return new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'read the baseline',
    message: `${path} is no baseline: ${why}`,
    hint: 'Name a file that an earlier run has written, or one that is not there yet.',
    at: path,
  })
}
