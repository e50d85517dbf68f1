import type { Answer } from '../../api.ts'

type Health = Answer<'get', '/system/health'>

/** What somebody who runs the server has to know first. */
export function standOf({ instances, queue }: Pick<Health, 'instances' | 'queue'>): {
  readonly tone: 'good' | 'warn'
  readonly says: string
} {
  const versions = new Set(instances.map(({ version }) => version))
  if (versions.size > 1) {
    return { tone: 'warn', says: `Processes of ${versions.size} versions are at work: that is for an update alone.` }
  }
  if (instances.length > 0 && !instances.some(({ role }) => role !== 'api')) {
    return {
      tone: 'warn',
      says: queue.waiting > 0 ? 'No worker is at work, and jobs wait for one.' : 'No worker is at work.',
    }
  }
  return { tone: 'good', says: 'The store answers, and the server is at work.' }
}
