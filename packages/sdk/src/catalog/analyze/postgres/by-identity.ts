import type { ObjectId } from '../../identity.ts'

/** In the order of the identities, so that equal ones print equal, whatever the order of the catalog. */
export function byIdentity<Value>(entries: readonly (readonly [ObjectId, Value])[]): Record<ObjectId, Value> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)))
}
