import { createHmac } from 'node:crypto'
import { type Actor, nameOf } from '../auth/actor.ts'
import type { Derivation } from '../crypto/derivation.ts'
import { keyObject } from '../crypto/key-object.ts'
import type { AuditEntry } from './audit-entry.ts'
import { systemTrail } from './audit-row.ts'
import { type CheckpointSigner, createCheckpointSigner } from './checkpoint.ts'
import { digestOf } from './digest.ts'
import { genesis, sealOf } from './seal.ts'
import type { TrailRows } from './trail-rows.ts'

/** Who did it, and in which request. */
export interface Origin {
  readonly actor: Actor
  readonly ip: string | null
  readonly requestId: string | null
}

/** In the system's trail, `team` is the one whose administrators may read it. */
export type TrailEntry = AuditEntry & { readonly team?: string | undefined }

/** Entries and whose they are. */
export interface Told {
  readonly origin: Origin
  readonly entries: readonly TrailEntry[]
}

export interface Trail {
  /** In the transaction of what it tells of, at its end: the trail is held until the commit. */
  append(rows: TrailRows, origin: Origin, at: Date, entries: readonly TrailEntry[]): Promise<void>
  /** The same of several requests at once, in their order. */
  appendAll(rows: TrailRows, at: Date, told: readonly Told[]): Promise<void>
  sealKey(trail: string): Uint8Array
  readonly signer: CheckpointSigner
}

export function createTrail(keys: Derivation): Trail {
  const seals = keys.derive('audit-seals')
  const digests = keys.derive('audit-digests')
  const sealKey = (trail: string) => createHmac('sha256', keyObject(seals)).update(trail).digest()
  return {
    signer: createCheckpointSigner(keys.derive('audit-checkpoints')),
    sealKey,
    append: (rows, origin, at, entries) => appendAll(rows, at, [{ origin, entries }]),
    appendAll,
  }

  async function appendAll(rows: TrailRows, at: Date, told: readonly Told[]): Promise<void> {
    const entries = told.flatMap(({ origin, entries }) => entries.map((entry) => ({ ...entry, origin })))
    if (entries.length === 0) return
    const last = await rows.advance(entries.length)
    const first = last - entries.length + 1
    // Where the row before was taken away, the gap in the positions tells.
    let seal = (await rows.sealAt(first - 1)) ?? genesis
    let digestKey: Uint8Array | undefined
    const digest = (value: unknown) => {
      if (value === undefined) return null
      digestKey ??= createHmac('sha256', keyObject(digests)).update(rows.trail).digest()
      return digestOf(digestKey, value)
    }
    const key = sealKey(rows.trail)
    const sealed = entries.map(({ origin, team, action, subject, details, before, after }, index) => {
      const row = {
        team_id: rows.trail === systemTrail ? (team ?? null) : rows.trail,
        position: first + index,
        at: at.toISOString(),
        actor: nameOf(origin.actor),
        ip: origin.ip,
        request_id: origin.requestId,
        action,
        subject,
        details: JSON.stringify(details ?? {}),
        before_digest: digest(before),
        after_digest: digest(after),
      }
      seal = sealOf(key, rows.trail, seal, row)
      return { ...row, seal }
    })
    await rows.insert(sealed)
  }
}
