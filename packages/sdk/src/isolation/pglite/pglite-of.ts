import type { PGlite } from '@electric-sql/pglite'
import { type NativeHolder, nativeOf } from '../native-of.ts'

/** The PGlite in the world of a test; there is no other to it. */
export function pgliteOf(holder: NativeHolder): PGlite {
  return asPglite(nativeOf(holder, 'pglite').database)
}

/** A contract that needs no driver's types cannot say it; every world on PGlite is one, or one behind a proxy. */
function asPglite(database: unknown): PGlite {
  return database as PGlite
}
