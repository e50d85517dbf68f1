/** Where each runner says which of its workers this process is. */
export const workerVariables = {
  vitest: 'VITEST_POOL_ID',
  jest: 'JEST_WORKER_ID',
  playwright: 'TEST_PARALLEL_INDEX',
  mocha: 'MOCHA_WORKER_ID',
  cucumber: 'CUCUMBER_WORKER_ID',
} as const
export type Runner = keyof typeof workerVariables

/** The number of this worker; 0 where the runner has only one, or says none. */
export function workerOf(runner: Runner, environment: Readonly<Record<string, string | undefined>>): number {
  const said = Number(environment[workerVariables[runner]] ?? 0)
  return Number.isSafeInteger(said) && said >= 0 ? said : 0
}
