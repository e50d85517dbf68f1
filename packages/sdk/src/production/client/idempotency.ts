import { createHash, randomUUID } from 'node:crypto'

/** Gives each creation the key under which all of its attempts are one. */
export type IdempotencyKeys = (operation: string, inputs: readonly unknown[]) => string

/** Of creations that are each meant on their own. */
export const freshKeys: IdempotencyKeys = () => randomUUID()

/**
 * Of creations that a program makes anew whenever it runs: the n-th time that a test id asks for the same, the key is the
 * same, in whatever process and whatever is asked for in between.
 */
export function repeatableKeys(testId: string): IdempotencyKeys {
  const asked = new Map<string, number>()
  return (operation, inputs) => {
    const what = createHash('sha256')
      .update(JSON.stringify([testId, operation, inputs]))
      .digest('hex')
      .slice(0, 48)
    const before = asked.get(what) ?? 0
    asked.set(what, before + 1)
    return `${what}.${before}`
  }
}
