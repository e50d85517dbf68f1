import type { Role } from '../src/auth/permissions.ts'
import { type LinkPurpose, makeLink } from '../src/services/auth/make-link.ts'
import { startSession, tokensOf } from '../src/services/auth/session-tokens.ts'
import type { AuthServices } from '../src/services/call.ts'
import { insertUser } from '../src/services/users/create-user.ts'
import { server } from './services.ts'
import { testTeam } from './store.ts'

export interface Person {
  readonly id: string
  readonly session: string
  /** Of that session: a Bearer token. */
  readonly token: string
}

/** Users, teams and links of a test, made past the routes. */
export function personsOf(services: AuthServices) {
  const { store, now, newId } = services
  return {
    /** A user with roles in teams, signed in. */
    async person(
      roles: Readonly<Record<string, Role>> = {},
      { isSystemAdmin = false, email = '' } = {},
    ): Promise<Person> {
      const started = await store.system(async (tx) => {
        const { id } = await insertUser(services, tx, {
          email: email || `${newId().slice(-12)}@example.org`,
          name: 'Ada',
          isSystemAdmin,
        })
        const created_at = now().toISOString()
        for (const [team_id, role] of Object.entries(roles)) {
          await tx.insertInto('memberships').values({ team_id, user_id: id, role, created_at }).execute()
        }
        return startSession(services, tx, server, id, 'test')
      })
      const { accessToken } = await tokensOf(services, started)
      return { id: started.user, session: started.id, token: accessToken }
    },
    link: (user: string, purpose: LinkPurpose) => store.system((tx) => makeLink(services, tx, user, purpose)),
    team: (slug?: string) => testTeam(store, slug),
  }
}
