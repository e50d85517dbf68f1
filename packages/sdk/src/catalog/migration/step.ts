import type { ObjectId } from '../identity.ts'
import type { QualifiedName } from '../qualified-name.ts'

/** One change of a database, as it can be read, refused, run and proven. */
export interface MigrationStep {
  /** Counted from 1, in the order in which steps run. */
  readonly number: number
  readonly action: 'create' | 'alter' | 'rename' | 'drop' | 'validate'
  readonly object: ObjectId
  /** What it does, in a few words: "add column public.orders.total". */
  readonly title: string
  /** Run one after the other. */
  readonly statements: readonly string[]
  readonly hazards: readonly Hazard[]
  /** Locks that it takes on relations that were there before it, the strongest one of each. */
  readonly locks: readonly Lock[]
  /** Whether it may run inside a transaction, and whether what follows may share that transaction with it. */
  readonly transaction: 'shared' | 'own' | 'none'
  /** In milliseconds: how long it may wait for a lock, and run; null is as long as it takes. */
  readonly timeouts: { readonly lock: number; readonly statement: number | null }
}

/** A step that waits longer for a lock than this keeps everyone waiting who comes after it. */
export const usualTimeouts: MigrationStep['timeouts'] = { lock: 5000, statement: null }

export interface Hazard {
  readonly kind: HazardKind
  /** Which rows, what is waited for, why it may fail: one sentence. */
  readonly why: string
}

export type HazardKind = keyof typeof hazardKinds

/** Those that are destructive need to be confirmed. */
export const hazardKinds = {
  'deletes data': { destructive: true },
  'may change data': { destructive: true },
  'cannot be undone': { destructive: true },
  'rewrites table': { destructive: false },
  'scans table': { destructive: false },
  'builds index': { destructive: false },
  'blocks writes': { destructive: false },
  'blocks reads': { destructive: false },
  'may fail on data': { destructive: false },
  'breaks programs': { destructive: false },
  'changes access': { destructive: false },
  'drops what protects data': { destructive: false },
  'depends on what is not tracked': { destructive: false },
  'needs a superuser': { destructive: false },
} as const satisfies Record<string, { readonly destructive: boolean }>

export interface Lock {
  readonly relation: QualifiedName
  readonly mode: LockMode
}

export type LockMode = (typeof lockModes)[number]

/** Weaker ones first. */
export const lockModes = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const

/** What can't be migrated, and why. */
export interface Refusal {
  readonly object: ObjectId
  readonly why: string
  readonly hint: string
}

export interface MigrationScript {
  readonly engine: 'postgres' | 'sqlite'
  /** Fingerprints of the schemas before and after, by which a database is recognized. */
  readonly from: string
  readonly to: string
  readonly up: readonly MigrationStep[]
  readonly down: readonly MigrationStep[]
  /** While any stands here, the steps do not reach the schema that was asked for. */
  readonly refused: readonly Refusal[]
}
