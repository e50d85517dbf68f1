import type { CallLog } from './call-log.ts'
import { unconnectedCalls } from './factory-state.ts'

interface Logging {
  readonly calls: CallLog
}

/**
 * Runs a test. Where it fails, its error says by which tokens the rows that it made can be made again, and fails it as
 * before: `test('…', () => replayOnFailure(shop, async () => { … }))`.
 */
export async function replayOnFailure<Result>(
  factories: { readonly connection: Logging } | 'unconnected',
  run: () => Promise<Result> | Result,
): Promise<Result> {
  const calls = factories === 'unconnected' ? unconnectedCalls : factories.connection.calls
  const { mark } = calls
  try {
    return await run()
  } catch (thrown) {
    if (thrown instanceof Error) explain(thrown, calls, mark)
    throw thrown
  }
}

function explain(error: Error, log: CallLog, mark: number): void {
  const { calls, forgotten } = log.since(mark)
  if (calls.length === 0) return
  const lines = calls.map(({ token, count }) => `  replay('${token}')${count > 1 ? `   first of ${count}` : ''}`)
  const more = forgotten > 0 ? [`  … and ${forgotten} calls before`] : []
  error.message = [
    `${error.message}`,
    '',
    'Rows of this test, each made again by its factory:',
    ...more,
    ...lines,
  ].join('\n')
}
