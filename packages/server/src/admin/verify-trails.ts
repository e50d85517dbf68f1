import type { Verification } from '../audit/verify.ts'
import { verifyAudit } from '../services/audit/verify-audit.ts'
import type { Admin } from './open-admin.ts'

export interface VerifiedTrail extends Verification {
  /** Of the team's short name; null is the system's own. */
  readonly of: string | null
}

/** The system's trail and that of every team, or of the one that is named. */
export async function verifyTrails({ services, call }: Admin, named: string | undefined): Promise<VerifiedTrail[]> {
  const teams =
    named === undefined
      ? await services.store.readSystem((db) =>
          db.selectFrom('teams').select('slug').where('status', '<>', 'erased').orderBy('slug').execute(),
        )
      : [{ slug: named }]
  const found: VerifiedTrail[] = []
  if (named === undefined) found.push({ of: null, ...(await verifyAudit(services, call, undefined)) })
  for (const { slug } of teams) found.push({ of: slug, ...(await verifyAudit(services, call, slug)) })
  return found
}
