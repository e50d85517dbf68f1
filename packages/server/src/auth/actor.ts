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

/** As the audit and events name it: `user:…`, `key:…`, `system`. */
export function nameOf(actor: Actor): string {
  return actor.kind === 'system' ? 'system' : `${actor.kind}:${actor.id}`
}
