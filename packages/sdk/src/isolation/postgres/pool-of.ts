import type { Pool } from 'pg'
import { type NativeHolder, nativeOf } from '../native-of.ts'

/** The pool of pg in the world of a test, for code that is given one: what it does is undone with the world. */
export function poolOf(holder: NativeHolder): Pool {
  return asPool(nativeOf(holder, 'postgres').pool)
}

/** A contract that needs no driver's types cannot say it; every world on Postgres makes its pool by pg, or in its shape. */
function asPool(pool: unknown): Pool {
  return pool as Pool
}
