import { importDriver } from '../driver.ts'

/** The driver; where it is not installed, an error that says so. */
export function importPglite() {
  return importDriver('@electric-sql/pglite', () => import('@electric-sql/pglite'))
}
