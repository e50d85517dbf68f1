import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Checkpoint } from './audit-row.ts'
import type { CheckpointSigner } from './checkpoint.ts'
import { genesis, sealOf } from './seal.ts'
import type { TrailRows } from './trail-rows.ts'

export type Break =
  /** A row does not match its seal, or is not chained to the one before it. */
  | 'changed'
  /** No row stands here, and there are later ones. */
  | 'missing'
  /** The trail ends before here, and had come this far. */
  | 'truncated'
  /** The row matches its seal, and is another than the one a checkpoint vouches for. */
  | 'rewritten'
  /** A checkpoint in the store that the server has not signed. */
  | 'checkpoint-forged'

export interface Verification {
  readonly intact: boolean
  readonly trail: string
  readonly entries: number
  readonly checkpoints: number
  /** Checkpoints kept outside of the store that were held against it. */
  readonly witnessed: number
  /** Lines of the witness that the server has not signed, or that are none: they prove nothing. */
  readonly witnessUnreadable: number
  readonly firstBroken: { readonly position: number; readonly why: Break } | null
  /** With which somebody else can check what the witness has. */
  readonly signedBy: { readonly keyId: string; readonly publicKey: string }
}

const pageRows = 1000

/**
 * Walks a trail from its beginning. `kept` is what the witness had before the snapshot of `rows` was taken: a checkpoint
 * that is younger than the snapshot would look like a truncation.
 */
export async function verifyTrail(
  rows: TrailRows,
  key: Uint8Array,
  signer: CheckpointSigner,
  kept: readonly (Checkpoint | undefined)[],
): Promise<Verification> {
  const breaks: { position: number; why: Break }[] = []
  const witnessed = kept.filter((checkpoint) => checkpoint !== undefined && signer.accepts(checkpoint))
  const vouched = new Map<number, Set<string>>()
  const vouch = ({ position, seal }: Checkpoint) => {
    const seals = vouched.get(position) ?? new Set()
    vouched.set(position, seals.add(seal))
  }
  for (const checkpoint of witnessed) if (checkpoint !== undefined) vouch(checkpoint)
  let checkpoints = 0
  for (let from = 0; ; ) {
    const page = await rows.checkpointsAfter(from, pageRows)
    for (const checkpoint of page) {
      if (signer.accepts(checkpoint)) vouch(checkpoint)
      else breaks.push({ position: checkpoint.position, why: 'checkpoint-forged' })
    }
    checkpoints += page.length
    if (page.length < pageRows) break
    from = page.at(-1)!.position
  }
  let entries = 0
  let last = 0
  let before = genesis
  walk: for (;;) {
    // An embedded store answers at once: others have their turn between two pages.
    await nextTurn()
    const page = await rows.after(last, pageRows)
    for (const row of page) {
      entries += 1
      if (row.position !== last + 1) {
        breaks.push({ position: last + 1, why: 'missing' })
        break walk
      }
      if (sealOf(key, rows.trail, before, row) !== row.seal) {
        breaks.push({ position: row.position, why: 'changed' })
        break walk
      }
      const seals = vouched.get(row.position)
      if (seals !== undefined && (seals.size > 1 || !seals.has(row.seal))) {
        breaks.push({ position: row.position, why: 'rewritten' })
        break walk
      }
      last = row.position
      before = row.seal
    }
    if (page.length < pageRows) {
      let reached = await rows.head()
      for (const position of vouched.keys()) reached = Math.max(reached, position)
      if (reached > last) breaks.push({ position: last + 1, why: 'truncated' })
      break
    }
  }
  breaks.sort((a, b) => a.position - b.position)
  const firstBroken = breaks[0] ?? null
  return {
    intact: firstBroken === null,
    trail: rows.trail,
    entries,
    checkpoints,
    witnessed: witnessed.length,
    witnessUnreadable: kept.length - witnessed.length,
    firstBroken,
    signedBy: { keyId: signer.keyId, publicKey: signer.publicKey },
  }
}
