import { setTimeout as wait } from 'node:timers/promises'

export interface Readiness {
  /** Whether requests should be sent here: `name: 'ok'` or `'failed'` of each check, and nothing about why. */
  look(): Promise<{ readonly ready: boolean; readonly checks: Readonly<Record<string, 'ok' | 'failed'>> }>
  /** From now on none should be: the server is about to close. */
  drain(): void
}

export interface ReadinessOptions {
  /** Each throws, or takes longer than it may, where the server could not serve. */
  readonly checks: Readonly<Record<string, () => Promise<unknown>>>
  readonly timeoutMs?: number
  readonly reportFailure: (check: string, thrown: unknown) => void
}

export function createReadiness({ checks, timeoutMs = 2000, reportFailure }: ReadinessOptions): Readiness {
  let draining = false
  async function outcome(name: string, check: () => Promise<unknown>): Promise<'ok' | 'failed'> {
    const late = new AbortController()
    const deadline = wait(timeoutMs, undefined, { signal: late.signal, ref: false }).then(() => {
      throw new Error(`the check took longer than ${timeoutMs} ms`)
    })
    deadline.catch(() => {})
    try {
      await Promise.race([check(), deadline])
      return 'ok'
    } catch (thrown) {
      reportFailure(name, thrown)
      return 'failed'
    } finally {
      late.abort()
    }
  }
  return {
    async look() {
      const names = Object.entries(checks)
      const outcomes = await Promise.all(
        names.map(async ([name, check]) => [name, await outcome(name, check)] as const),
      )
      const all = [...outcomes, ['serving', draining ? 'failed' : 'ok'] as const]
      return { ready: all.every(([, said]) => said === 'ok'), checks: Object.fromEntries(all) }
    },
    drain() {
      draining = true
    },
  }
}
