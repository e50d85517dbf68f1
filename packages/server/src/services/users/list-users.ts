import { authorize } from '../../auth/authorize.ts'
import type { AuthServices, Call } from '../call.ts'
import { type User, userOfRow } from './user.ts'

export interface UserPage {
  readonly users: User[]
  /** The cursor of the next page; null after the last. */
  readonly next: string | null
}

/** In the order in which they were made. */
export async function listUsers(
  { store }: AuthServices,
  { actor }: Call,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<UserPage> {
  authorize(actor, 'users.read')
  const rows = await store.readSystem((db) => {
    const query = db
      .selectFrom('users')
      .selectAll()
      .orderBy('id')
      .limit(limit + 1)
    return (cursor === undefined ? query : query.where('id', '>', cursor)).execute()
  })
  const users = rows.slice(0, limit).map(userOfRow)
  return { users, next: rows.length > limit ? (users.at(-1)?.id ?? null) : null }
}
