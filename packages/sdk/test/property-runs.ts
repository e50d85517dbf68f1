/** How often `npm test` tries a property of which `npm run test:full quality` tries so many cases. */
export function propertyRuns(whole: number): number {
  return process.env.UNDERSTUDY_PROPERTIES === 'all' ? whole : Math.ceil(whole / 4)
}
