import type { Answer } from '../api.ts'
import type { Tone } from '../ui/looks.ts'

export type Environment = Answer<'get', '/environments'>['environments'][number]
type Health = NonNullable<Environment['health']>
type Level = NonNullable<Environment['level']>

export const typeWords: Record<Environment['type'], string> = {
  production: 'Production',
  test: 'Test',
  training: 'Training',
  development: 'Development',
}
export const statusTones: Record<Environment['status'], Tone> = {
  active: 'good',
  inactive: 'plain',
  cloning: 'calm',
  error: 'bad',
}
export const statusWords: Record<Environment['status'], string> = {
  active: 'In use',
  inactive: 'Switched off',
  cloning: 'Being replaced',
  error: 'A clone left something',
}
export const conditionTones: Record<Health, Tone> = { healthy: 'good', degraded: 'warn', unhealthy: 'bad' }
export const conditionWords: Record<Health, string> = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  unhealthy: 'Unhealthy',
}
export const levelWords: Record<Level, string> = {
  read: 'Look at it',
  clone: 'Clone with it',
  admin: 'Everything',
}

const levels: readonly Level[] = ['read', 'clone', 'admin']

/** Why what needs a grant of that level cannot be done with it; undefined where it can. */
export function whyNotWith({ level }: { readonly level: Environment['level'] }, needed: Level): string | undefined {
  if (level === null) return 'The environment is not granted to this team.'
  if (levels.indexOf(level) >= levels.indexOf(needed)) return undefined
  return `The team was granted “${levelWords[level]}”, and this needs “${levelWords[needed]}”.`
}
