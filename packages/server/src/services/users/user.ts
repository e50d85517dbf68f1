import type { SystemTables } from '../../store/tables/system-tables.ts'

/** As administrators see one. */
export interface User {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly isSystemAdmin: boolean
  readonly status: 'active' | 'disabled'
  /** False until they have taken a link that asks for one, and for those who sign in elsewhere. */
  readonly hasPassword: boolean
  readonly createdAt: string
}

export function userOfRow(row: SystemTables['users']): User {
  const { id, email, name, status, created_at: createdAt } = row
  return {
    id,
    email,
    name,
    isSystemAdmin: row.is_system_admin === 1,
    status,
    hasPassword: row.password_hash !== null,
    createdAt,
  }
}
