import { setTimeout } from 'node:timers/promises'

const step = 50

/** Asks again and again until there is an answer; undefined when the wait, in milliseconds, is over. */
export async function until<Answer>(wait: number, ask: () => Promise<Answer | undefined>): Promise<Answer | undefined> {
  for (let waited = 0; ; waited += step) {
    const answer = await ask()
    if (answer !== undefined || waited >= wait) return answer
    await setTimeout(step)
  }
}
