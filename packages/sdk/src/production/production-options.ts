import { z } from 'zod'
import type { TestConfig } from '../context/test-config.ts'
import { UnderstudyError } from '../errors.ts'
import { buildIdOf } from './build-id.ts'
import type { Fetch } from './client/send.ts'
import { isTestId } from './test-id.ts'

type Production = NonNullable<TestConfig['production']>
type Run = Pick<
  TestConfig,
  'scope' | 'maxAgeMinutes' | 'seed' | 'runId' | 'server' | 'cleanup' | 'ledger' | 'onEvent' | 'signal'
>

/** What a manager is made with. All of it holds for its contexts too, where their configuration says nothing else. */
export interface ProductionOptions extends Production, Run {
  /** Milliseconds for one attempt of a request; 10000 when not said. */
  readonly timeout?: number | undefined
  /** Attempts of a request after the first; 4 when not said. */
  readonly retries?: number | undefined
  /** Of the manager's own data; made when not said. */
  readonly testId?: string | undefined
  readonly buildId?: string | undefined
  /** What reaches the API; the global fetch when not said. */
  readonly fetch?: Fetch | undefined
  /** Whether the first setup of the process begins to remove what dead runs left; true when not said. */
  readonly sweep?: boolean | undefined
}

/** What no configuration of a test says. */
export interface RequestOptions {
  readonly timeout: number
  readonly retries: number
  readonly fetch: Fetch | undefined
  readonly testId: string | undefined
  readonly buildId: string | undefined
  readonly sweep: boolean
}

const whole = (least: number, most: number) => z.int().min(least).max(most)
const requestOptions = z.object({
  timeout: whole(1, 600_000).default(10_000),
  retries: whole(0, 10).default(4),
  fetch: z.custom<Fetch>((value) => typeof value === 'function').optional(),
  testId: z.string().optional(),
  buildId: z.string().optional(),
  sweep: z.boolean().default(true),
})

/** The options, told apart: those of requests, and those that a configuration of tests has as well. */
export function optionsOf({ timeout, retries, fetch, testId, buildId, sweep, ...rest }: ProductionOptions): {
  readonly requests: RequestOptions
  readonly config: TestConfig
} {
  const parsed = requestOptions.safeParse({ timeout, retries, fetch, testId, buildId, sweep })
  if (!parsed.success) {
    const [first] = parsed.error.issues
    throw invalid(String(first?.path[0]), first?.message ?? 'is not allowed')
  }
  const { scope, maxAgeMinutes, seed, runId, server, cleanup, ledger, onEvent, signal, ...production } = rest
  const config = {
    production: given(production),
    scope,
    maxAgeMinutes,
    seed,
    runId,
    onEvent,
    signal,
    ...(server && { server }),
    ...(cleanup && { cleanup }),
    ...(ledger && { ledger }),
  }
  return {
    requests: {
      timeout: parsed.data.timeout,
      retries: parsed.data.retries,
      fetch: parsed.data.fetch,
      sweep: parsed.data.sweep,
      testId,
      buildId: buildId === undefined ? undefined : buildIdOf(buildId),
    },
    config: given(config),
  }
}

/** A configuration over the options of its manager. */
export function over<Needs extends NonNullable<TestConfig['data']>>(
  base: TestConfig,
  config: TestConfig<Needs>,
): TestConfig<Needs> {
  const { data: _, required: __, ...rest } = base
  return { ...rest, ...given(config), production: { ...base.production, ...given(config.production ?? {}) } }
}

export function checkedTestId(testId: string, prefix: string): string {
  if (isTestId(testId, prefix)) return testId
  throw new UnderstudyError('TEST_ID_INVALID', {
    operation: 'read the test id',
    at: 'testId',
    message: `A test id here is ${prefix} and 8 to 80 lower case letters, digits and underscores`,
  })
}

/** Without what is undefined, so that it covers nothing; the type is the same, for what is optional may be left out. */
function given<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T
}

function invalid(name: string, message: string): UnderstudyError {
  return new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'read the options of the production manager',
    at: name,
    message: `${name}: ${message}`,
  })
}
