import { z } from 'zod'

export const databaseTestTypes = ['unit', 'integration', 'performance', 'migration'] as const
export type DatabaseTestType = (typeof databaseTestTypes)[number]

export const isolationLevels = ['read uncommitted', 'read committed', 'repeatable read', 'serializable'] as const
export type IsolationLevel = (typeof isolationLevels)[number]

/** Levels are also understood as they are written elsewhere: READ_COMMITTED, "READ COMMITTED". */
export const isolationLevel = z.preprocess(
  (given) => (typeof given === 'string' ? given.toLowerCase().replaceAll('_', ' ') : given),
  z.enum(isolationLevels),
)

const milliseconds = z.number().positive().max(86_400_000)

/** What a test of a database is told; every limit decides whether it passes. */
export const databaseTestConfig = z.strictObject({
  testType: z.enum(databaseTestTypes).default('integration'),
  /** postgres://…, sqlite:… or pglite:… */
  databaseUrl: z.string().min(1),
  /** The schema that tables of tests are made in, where the engine has schemas. */
  testSchema: z.string().min(1).max(63).default('test'),
  isolationLevel: isolationLevel.default('read committed'),
  connectionPoolSize: z.number().int().min(1).max(1000).default(10),
  /** How long one waits for a connection before the pool counts as exhausted. */
  poolTimeout: milliseconds.default(1000),
  /** Milliseconds that a statement may take. */
  queryTimeout: milliseconds.default(30_000),
  /** Whether what tests made is taken away by close(). */
  cleanupAfterTest: z.boolean().default(true),
})
export type DatabaseTestConfig = z.infer<typeof databaseTestConfig>
export type DatabaseTestConfigInput = z.input<typeof databaseTestConfig>

/** Budgets: whatever is left out is not looked at. Times are milliseconds. */
export const performanceTestConfig = z.strictObject({
  maxQueryTime: milliseconds.optional(),
  maxBulkOperationTime: milliseconds.optional(),
  concurrentConnectionLimit: z.number().int().min(1).optional(),
  memoryUsageLimitMb: z.number().positive().optional(),
  /** The most that the planner may think a query costs. */
  queryComplexityThreshold: z.number().positive().optional(),
})
export type PerformanceTestConfig = z.infer<typeof performanceTestConfig>

const share = z.number().min(0).max(1)

export const vectorTestConfig = z.strictObject({
  vectorDimension: z.number().int().min(1).max(16_000).default(1536),
  /** The least similarity, by cosine, that what is found may have to count as alike. */
  similarityThreshold: share.optional(),
  /** The least recall, by the lower bound of its interval. */
  searchAccuracyThreshold: share.default(0.9),
  /** Milliseconds of the 95th percentile. */
  maxSearchTime: milliseconds.optional(),
  bulkInsertBatchSize: z.number().int().min(1).default(1000),
  /** Neighbours that accuracy is measured at. */
  topK: z.number().int().min(1).default(5),
  /** Neighbours that scaling is measured at. */
  scalingTopK: z.number().int().min(1).default(10),
})
export type VectorTestConfig = z.infer<typeof vectorTestConfig>
export type VectorTestConfigInput = z.input<typeof vectorTestConfig>
