import { randomBytes } from 'node:crypto'

/**
 * Names for what one process makes on a server: they begin with understudy_, tell the run, and are nobody else's. 63
 * bytes are the most that Postgres keeps.
 */
export function uniqueNames(run: string): () => string {
  const legible = run
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, 24)
  const place = `understudy_${legible}_${randomBytes(4).toString('hex')}`
  let made = 0
  return () => `${place}_${++made}`
}
