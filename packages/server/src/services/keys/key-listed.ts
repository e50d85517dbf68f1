import type { Action } from '../../auth/permissions.ts'
import type { SystemTables } from '../../store/tables/system-tables.ts'
import { scopeNames } from '../auth/authenticate.ts'

/** A key without its secret, which nothing can show again. */
export interface KeyListed {
  readonly id: string
  readonly team: string
  readonly name: string
  readonly scopes: Action[]
  readonly createdBy: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly usedAt: string | null
  readonly revokedAt: string | null
}

export function keyOfRow(row: SystemTables['api_keys']): KeyListed {
  const { id, team_id: team, name, created_by: createdBy, created_at: createdAt, expires_at: expiresAt } = row
  const scopes = scopeNames(row.scopes)
  return { id, team, name, scopes, createdBy, createdAt, expiresAt, usedAt: row.used_at, revokedAt: row.revoked_at }
}
