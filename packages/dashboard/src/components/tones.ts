import type { Answer } from '../api.ts'
import type { Tone } from '../ui/looks.ts'

type JobStatus = Answer<'get', '/teams/:team/jobs'>['jobs'][number]['status']
type Health = Answer<'get', '/teams/:team/overview'>['overview']['health']
type Severity = Answer<'get', '/teams/:team/quality/incidents'>['incidents'][number]['severity']

export const jobTones: Record<JobStatus, Tone> = {
  pending: 'plain',
  running: 'calm',
  completed: 'good',
  failed: 'bad',
  cancelled: 'plain',
}
export const jobWords: Record<JobStatus, string> = {
  pending: 'Waiting',
  running: 'Running',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

export const healthTones: Record<Health, Tone> = { failing: 'bad', warning: 'warn', healthy: 'good', unknown: 'plain' }
export const healthWords: Record<Health, string> = {
  failing: 'Failing',
  warning: 'Needs a look',
  healthy: 'Healthy',
  unknown: 'No data yet',
}

export const severityTones: Record<Severity, Tone> = { critical: 'bad', major: 'warn', minor: 'plain' }
