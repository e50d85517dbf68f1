import type { SearchSettings } from '../search/with-settings.ts'

/** As "hnsw.iterative_scan = strict_order". */
export function settingsText(settings: SearchSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ')
}
