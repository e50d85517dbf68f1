import type pg from 'pg'
import { importDriver } from '../driver.ts'

/** The driver pg, for whoever needs connections of its own kind; where it is not installed, it says so. */
export async function importPg(): Promise<typeof pg> {
  const { default: driver } = await importDriver('pg', () => import('pg'))
  return driver
}
