import { UnderstudyError } from '../../../errors.ts'

const attempts = 5
/** cache lookup failed for …, could not open relation with OID …: errors of the server's own that name no other cause. */
const vanished = /^(?:cache lookup failed for|could not open relation with OID) /

/**
 * Reads again where something vanished while it was read. Tables of the catalog show one state of it, but functions such as
 * pg_get_constraintdef look at what there is now, and find no more what somebody dropped a moment ago.
 */
export async function undisturbed<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read()
    } catch (thrown) {
      if (attempt === attempts || !hasVanished(thrown)) throw thrown
    }
  }
}

function hasVanished(thrown: unknown): boolean {
  return thrown instanceof UnderstudyError && thrown.details.sqlstate === 'XX000' && vanished.test(thrown.message)
}
