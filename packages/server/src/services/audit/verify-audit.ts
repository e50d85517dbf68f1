import { systemTrail } from '../../audit/audit-row.ts'
import { systemRows, teamRows } from '../../audit/trail-rows.ts'
import { type Verification, verifyTrail } from '../../audit/verify.ts'
import { authorize } from '../../auth/authorize.ts'
import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'

type Standing = Pick<Services, 'store' | 'trail' | 'witness'>

/** Walks a team's trail, or the system's, and holds it against every checkpoint of it. */
export async function verifyAudit(services: Standing, call: Call, named: string | undefined): Promise<Verification> {
  const { store, trail, witness } = services
  if (named === undefined) {
    authorize(call.actor, 'system.audit')
    const kept = await witness.recall(systemTrail)
    return store.readSystem((db) => verifyTrail(systemRows(db), trail.sealKey(systemTrail), trail.signer, kept))
  }
  const { id } = await teamFor(services, call, 'audit.read', named)
  const kept = await witness.recall(id)
  return store.readTeam(id, (db) => verifyTrail(teamRows(db, id), trail.sealKey(id), trail.signer, kept))
}
