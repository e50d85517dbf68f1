import type { Action, Role } from './permissions.ts'

/** Who is asking, proven. */
export type Actor =
  | {
      readonly kind: 'user'
      readonly id: string
      readonly email: string
      readonly name: string
      readonly isSystemAdmin: boolean
      readonly session: string
      /** Role by the id of the team. */
      readonly memberships: ReadonlyMap<string, Role>
    }
  | {
      readonly kind: 'key'
      readonly id: string
      readonly name: string
      readonly team: string
      readonly scopes: ReadonlySet<Action>
    }
  /** The server itself: a job that goes on, a sweep. `for` is who asked for it. */
  | { readonly kind: 'system'; readonly for: string | undefined }
  /** A request that proves nothing: it may sign in. */
  | { readonly kind: 'nobody' }

/** As the audit and events name it: `user:…`, `key:…`, `system`, `nobody`. */
export function nameOf(actor: Actor): string {
  return actor.kind === 'user' || actor.kind === 'key' ? `${actor.kind}:${actor.id}` : actor.kind
}
