import type { Action } from '../../api.ts'

/** What most keys are for. */
export const keyPresets = {
  'Reads data': ['team.read', 'datasets.read', 'leases.take'],
  'Makes data': ['team.read', 'datasets.read', 'datasets.write', 'jobs.read', 'jobs.start', 'quality.read'],
  Watches: ['team.read', 'datasets.read', 'jobs.read', 'quality.read', 'schedules.read', 'events.read'],
} as const satisfies Record<string, readonly Action[]>
