import { setImmediate as nextTurn } from 'node:timers/promises'
import { UnderstudyError } from '@understudy/sdk/error'
import { counted } from '../../terminal/amounts.ts'
import type { Around } from '../command.ts'
import type { EncodedPiece, EncodeJob, EncodeRequest } from './encode-request.ts'
import type { Sink, WrittenFile } from './sinks.ts'
import { encodeInWorkers } from './workers.ts'

export interface EncodeResult {
  readonly rows: Readonly<Record<string, number>>
  readonly bytes: number
  readonly files: readonly WrittenFile[]
}

/** Encodes a job into a sink, in this process or in workers; what fails or is cancelled leaves nothing behind. */
export async function writeEncoded(
  request: EncodeRequest,
  job: EncodeJob,
  sink: Sink,
  workers: number,
  { terminal, signal }: Around,
): Promise<EncodeResult> {
  const rows = new Map<string, number>()
  let bytes = 0
  let done = 0
  try {
    const inWorkers = workers > 1 && job.tasks.length > 1
    for await (const piece of inWorkers ? encodeInWorkers(request, job.tasks, workers) : encodeHere(job)) {
      refuseCancelled(signal, done, sink)
      await sink.write(piece.entity, piece.bytes)
      rows.set(piece.entity, (rows.get(piece.entity) ?? 0) + piece.rows)
      bytes += piece.bytes.length
      done += piece.rows
      terminal.progress.update({ label: piece.entity, rows: done, total: job.rows })
    }
    refuseCancelled(signal, done, sink)
    return { rows: Object.fromEntries(rows), bytes, files: await sink.finish() }
  } catch (thrown) {
    await sink.discard()
    throw thrown
  }
}

/** Between pieces the process may notice a signal. */
async function* encodeHere(job: EncodeJob): AsyncGenerator<EncodedPiece, void, undefined> {
  for (const task of job.tasks) {
    for (const piece of job.pieces(task)) {
      yield piece
      await nextTurn()
    }
  }
}

function refuseCancelled(signal: AbortSignal, done: number, { stands }: Sink): void {
  if (!signal.aborted) return
  throw new UnderstudyError('CANCELLED', {
    operation: 'generate',
    message: `cancelled after ${counted(done, 'row')}`,
    hint: 'Start it again with the same seed: the rows will be the same.',
    details: { rows: done, stands },
  })
}
