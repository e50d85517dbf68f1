import { analyzeSchema } from '../../catalog/analyze.ts'
import { type GuardOptions, openGuardedSource } from '../../safety/open-guarded-source.ts'
import type { SafetyCheck } from '../../safety/safety-check.ts'
import type { Scan, ScanOptions } from './scan.ts'
import { scanDatabase } from './scan-database.ts'

export interface SourceScan {
  readonly scan: Scan
  /** What the guard looked at before anything was read. */
  readonly checks: readonly SafetyCheck[]
}

/**
 * Opens a source behind the guard, on one consistent state that cannot be written, and scans it. A role that sees only
 * part of it will do: what it does not see is undecided.
 */
export async function scanSource(
  url: string,
  { waivers, environment, alert, audit, known, ...options }: ScanOptions & GuardOptions = {},
): Promise<SourceScan> {
  const { signal } = options
  await using source = await openGuardedSource(url, {
    waivers,
    environment,
    alert,
    audit,
    known,
    signal,
    sessions: 1,
    partial: true,
  })
  const scan = await source.session(
    async (session) => scanDatabase(session, await analyzeSchema(session), { ...options, name: source.name }),
    { signal },
  )
  return { scan, checks: source.checks }
}
