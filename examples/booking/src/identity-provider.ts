import { randomUUID } from 'node:crypto'
import type { Session } from '@understudy/sdk'

/** Stands for a service outside (Clerk, Auth0 …): it has users of its own, and the application only their names. */
export const identityProvider = {
  async createUser(db: Session, externalId: string): Promise<string> {
    const id = `user_${randomUUID()}`
    await db.query('insert into logins values ($1, $2)', [id, externalId])
    return id
  },

  /** By its name, or by the id that it was created for. */
  async deleteUser(
    db: Session,
    user: { readonly id?: string | undefined; readonly externalId: string },
  ): Promise<void> {
    await db.query('delete from logins where id = $1 or creation = $2', [user.id ?? null, user.externalId])
  },
}
