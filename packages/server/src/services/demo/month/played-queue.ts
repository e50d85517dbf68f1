import type { JobQueue, TakenWork } from '../../../jobs/job-queue.ts'

/** In memory, for one who does all the work himself. */
export function playedQueue(): JobQueue {
  const waiting = new Map<string, Pick<TakenWork, 'team' | 'job' | 'partition'>>()
  return {
    kind: 'embedded',
    async enqueue(team, job, partitions) {
      for (const partition of partitions) waiting.set(`${team}/${job}/${partition}`, { team, job, partition })
    },
    async take() {
      const [first] = waiting
      if (first === undefined) return undefined
      const [place, work] = first
      waiting.delete(place)
      return {
        ...work,
        extend: async () => true,
        done: async () => {},
        giveBack: async () => void waiting.set(place, work),
      }
    },
    count: async () => ({ waiting: waiting.size, taken: 0 }),
    onReady: () => {},
    close: async () => {},
  }
}
