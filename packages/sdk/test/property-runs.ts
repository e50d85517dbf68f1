import { isFull } from '../../../test/full.ts'

/** How often `npm test` tries a property of which `npm run test:full` tries so many cases. */
export function propertyRuns(whole: number): number {
  return isFull ? whole : Math.ceil(whole / 4)
}
