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

/** What speaks against a dataset, the gravest first. */
const troubles = {
  'critical incident': 'failing',
  'failed check': 'failing',
  'refused version': 'failing',
  incident: 'warning',
  warning: 'warning',
} as const satisfies Record<string, Health>
export type Trouble = keyof typeof troubles
export const troubleNames = Object.keys(troubles) as readonly Trouble[]

/** The gravest of what speaks against it; null where nothing does. */
export function troubleOf({ latestStatus, outcome, incidents }: DatasetSigns): Trouble | null {
  if (incidents.critical > 0) return 'critical incident'
  if (outcome === 'failed') return 'failed check'
  if (latestStatus === 'refused') return 'refused version'
  if (incidents.major + incidents.minor > 0) return 'incident'
  return outcome === 'warned' ? 'warning' : null
}

/**
 * failing: what is read, or what was to be read next, does not hold to its rules. warning: somebody should look. healthy:
 * it is published, and nothing speaks against it. unknown: there is nothing to read yet.
 */
export function healthOf(signs: DatasetSigns): Health {
  const trouble = troubleOf(signs)
  if (trouble !== null) return troubles[trouble]
  return signs.publishedVersion === null ? 'unknown' : 'healthy'
}

/** The worst of them; of none, and where some are not known yet, that of the others. */
export function worstOf(all: readonly Health[]): Health {
  return healths.find((health) => all.includes(health)) ?? 'unknown'
}
