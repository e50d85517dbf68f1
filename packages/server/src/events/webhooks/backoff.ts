/** Seconds after each failed attempt: over a day in all, then the delivery has failed. */
const waits = [10, 60, 300, 1800, 7200, 21_600, 43_200] as const

export const mostAttempts = waits.length + 1

/**
 * When to try again after so many attempts, or undefined when that was the last. `spread` (0 to 1) moves it by up to a
 * fifth, so that what failed together does not come back together.
 */
export function nextAttempt(attempts: number, now: Date, spread: number): Date | undefined {
  const seconds = waits[attempts - 1]
  if (seconds === undefined) return undefined
  return new Date(now.getTime() + Math.round(seconds * 1000 * (1 + (spread - 0.5) * 0.4)))
}
