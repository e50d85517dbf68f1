import type { RunListed } from '../quality/quality-run.ts'

/** What a dataset's health is told by. */
export interface DatasetSigns {
  readonly publishedVersion: number | null
  /** Of its newest version. */
  readonly latestStatus: string | null
  /** Of the last check that was done. */
  readonly outcome: RunListed['outcome']
  /** Unresolved and not snoozed. */
  readonly incidents: { readonly critical: number; readonly major: number; readonly minor: number }
}

export const healths = ['failing', 'warning', 'healthy', 'unknown'] as const
export type Health = (typeof healths)[number]

/**
 * failing: what is read, or what was to be read next, does not hold to its rules. warning: somebody should look. healthy:
 * it is published, and nothing speaks against it. unknown: there is nothing to read yet.
 */
export function healthOf({ publishedVersion, latestStatus, outcome, incidents }: DatasetSigns): Health {
  if (incidents.critical > 0 || outcome === 'failed' || latestStatus === 'refused') return 'failing'
  if (incidents.major + incidents.minor > 0 || outcome === 'warned') return 'warning'
  return publishedVersion === null ? 'unknown' : 'healthy'
}

/** The worst of them; of none, and where some are not known yet, that of the others. */
export function worstOf(all: readonly Health[]): Health {
  return healths.find((health) => all.includes(health)) ?? 'unknown'
}
