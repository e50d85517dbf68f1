import { setTimeout as pause } from 'node:timers/promises'
import { refuseAborted } from '../../database/lane.ts'
import type { Chunk } from '../copy/chunk.ts'
import { eachNext } from '../copy/workers.ts'
import { type CopyLedger, chunkKey, type DoneChunk } from '../copy-ledger.ts'
import type { CloneShare, SharedState } from './clone-share.ts'

/** How often it is looked what others have done, while there is nothing else to do. */
const lookEvery = 200
/** What is smaller than so much of the largest one costs less to copy than to offer. */
const smallest = 1 / 16

export interface Together {
  readonly share: CloneShare
  readonly state: SharedState
  readonly ledger: CopyLedger
  readonly workers: number
  readonly signal: AbortSignal
  copy(chunk: Chunk): Promise<DoneChunk>
  /** Of each chunk once, whoever has copied it. */
  copied(chunk: Chunk, done: DoneChunk): void
}

/** Whether there is more than this process has in hand at once. */
export function isWorthSharing(chunks: readonly Chunk[], workers: number): boolean {
  return offeredOf(chunks).length > workers
}

function offeredOf(chunks: readonly Chunk[]): Chunk[] {
  const [largest] = chunks
  return chunks.filter(({ bytes }) => bytes >= (largest?.bytes ?? 0) * smallest)
}

/**
 * Offers chunks, largest first, and copies those that nobody has taken; small ones it keeps to itself. It ends when all
 * are done, by whomever: what one has taken who died is taken again.
 */
export async function copyTogether(
  chunks: readonly Chunk[],
  { share, state, ledger, workers, signal, copy, copied }: Together,
): Promise<void> {
  const offered = offeredOf(chunks)
  const shared = new Set(offered)
  const own = chunks.filter((chunk) => !shared.has(chunk))
  const waiting = new Map(offered.map((chunk) => [chunkKey(chunk), chunk]))
  const tell = (chunk: Chunk, done: DoneChunk) => {
    if (waiting.delete(chunkKey(chunk))) copied(chunk, done)
  }
  const look = async () => {
    await ledger.catchUp()
    for (const [key, chunk] of waiting) {
      const done = ledger.done.get(key)
      if (done) tell(chunk, done)
    }
  }
  const next = async (over: () => boolean): Promise<Chunk | undefined> => {
    for (;;) {
      refuseAborted(signal)
      const part = await share.take()
      await look()
      if (part !== undefined && part !== 'taken') {
        const chunk = waiting.get(chunkKey(part))
        if (chunk) return chunk
        // Whoever had it noted that it is done, and no more.
        await share.done(part)
        continue
      }
      const mine = own.shift()
      if (mine || part === undefined || over()) return mine
      await pause(lookEvery)
    }
  }
  try {
    await share.open(
      state,
      offered.map(({ data: _, ...part }) => part),
    )
    await eachNext(next, workers, async (chunk) => {
      const done = await copy(chunk)
      if (!shared.has(chunk)) return copied(chunk, done)
      await share.done(chunk)
      tell(chunk, done)
    })
    await look()
  } finally {
    await share.close()
  }
}
