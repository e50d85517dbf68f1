import type { QualifiedName } from './qualified-name.ts'

export interface Privilege {
  /** Null is PUBLIC. */
  readonly grantee: string | null
  /** Such as SELECT. */
  readonly privilege: string
  readonly grantable: boolean
}

/** Who may do what with an object, as far as it differs from what its owner and PUBLIC have at its making. */
export interface Access {
  readonly granted: readonly Privilege[]
  /** Privileges that are there at the making and were taken away. */
  readonly revoked: readonly Privilege[]
}

export interface Policy {
  readonly table: QualifiedName
  readonly name: string
  readonly command: 'all' | 'select' | 'insert' | 'update' | 'delete'
  readonly permissive: boolean
  /** Null is PUBLIC. */
  readonly roles: readonly (string | null)[]
  readonly using: string | null
  readonly check: string | null
}

/** Privileges that objects of one kind get when a role makes them. */
export interface DefaultPrivileges extends Access {
  readonly role: string
  /** Null is every schema. */
  readonly schema: string | null
  readonly objects: 'tables' | 'sequences' | 'functions' | 'types' | 'schemas' | 'large objects'
}
