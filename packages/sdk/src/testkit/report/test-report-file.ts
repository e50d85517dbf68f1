import { z } from 'zod'
import { databaseTestTypes } from '../database-test-config.ts'
import type { TestReport } from './test-report.ts'

const milliseconds = z.number().nonnegative()

/** A report as JSON, for programs that read it, and for its JSON Schema. */
export const testReportFile: z.ZodType<TestReport> = z.strictObject({
  kind: z.literal('testkit-report'),
  version: z.literal(1),
  title: z.string(),
  engine: z.enum(['postgres', 'sqlite', 'pglite']),
  engineVersion: z.string(),
  database: z.string().describe('For people, without a secret'),
  startedAt: z.iso.datetime(),
  milliseconds,
  results: z.array(
    z.strictObject({
      testName: z.string(),
      testType: z.enum(databaseTestTypes),
      status: z.enum(['passed', 'failed', 'skipped']),
      metrics: z.strictObject({
        executionTime: milliseconds.describe('Milliseconds'),
        memoryUsage: z.number().nullable().describe('Bytes; null where it was not looked at'),
        rowsAffected: z.number(),
        queryComplexity: z
          .number()
          .nullable()
          .describe('What the planner thinks that it costs; null where the engine does not say'),
        connectionCount: z.number(),
      }),
      errorMessage: z.string().nullable().describe('Why it failed or was skipped'),
      performanceData: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
  passed: z.boolean().describe('No result failed, and at least one passed'),
})
