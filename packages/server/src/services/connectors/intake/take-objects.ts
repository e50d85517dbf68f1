import type { Batch } from '@understudy/sdk/formats'
import type { Services } from '../../call.ts'
import type { Part } from '../../datasets/write/part.ts'
import { PartWriter } from '../../datasets/write/part-writer.ts'
import type { ConnectorReach } from '../connector-services.ts'
import type { Pages } from '../connector-settings.ts'
import { BeginAnew, connectorFailure, failed, patiently } from '../failures.ts'
import type { HttpAccess } from '../http/http-access.ts'
import { type PageCursor, readPages } from '../http/read-pages.ts'
import type { ObjectPlace } from '../places/object-place.ts'
import type { StepLog } from '../transfers/step-log.ts'
import type { TransferredObject } from '../transfers/transfer.ts'
import type { ColumnPlan } from './column-plan.ts'
import { piecesOf, type WantedObject } from './pieces-of.ts'
import { type Cursor, type Piece, readObject } from './read-object.ts'
import type { Rejection, Rejections } from './rejections.ts'

export interface ImportLimits {
  /** Of one object. */
  readonly objectBytes: number
  /** Of what has to be held whole: a row, a page, a file of Parquet that gives no ranges. */
  readonly wholeBytes: number
  readonly blockBytes: number
  /** So much is taken before it is noted where to go on. */
  readonly checkpointBytes: number
  readonly rows: number
}

export const usualLimits: ImportLimits = {
  objectBytes: 64 * 1024 ** 3,
  wholeBytes: 64 * 1024 ** 2,
  blockBytes: 1024 ** 2,
  checkpointBytes: 32 * 1024 ** 2,
  rows: 100_000_000,
}

export interface ImportRun {
  readonly services: Pick<Services, 'store' | 'sealer' | 'blobs'>
  readonly reach: ConnectorReach
  readonly team: string
  /** Whose key seals what is taken. */
  readonly dataset: string
  readonly wanted: readonly WantedObject[]
  readonly planOf: (entity: string) => ColumnPlan | undefined
  readonly guess: boolean
  readonly rejections: Rejections
  readonly limits: ImportLimits
  readonly log: StepLog
  readonly signal: AbortSignal
  /** So many more. */
  readonly onRows: (rows: number, bytes: number) => void
}

/** Where rows come from: objects of bytes, or pages of an address. */
export type RowsSource =
  | { readonly place: ObjectPlace; readonly pages?: undefined }
  | { readonly place: ObjectPlace; readonly pages: Pages; readonly access: HttpAccess }

/** An object that changes under its reader is begun anew so many times. */
const mostAnews = 3

/** All objects, one after another; what a try before has taken stays taken. */
export async function takeObjects(run: ImportRun, source: RowsSource): Promise<void> {
  const { log, signal, reach } = run
  const usual = source.pages === undefined ? undefined : 'json'
  let pieces = log.ofKind('pieces').at(-1)?.pieces
  if (pieces === undefined) {
    pieces = await patiently(reach.patience, signal, () =>
      piecesOf(source.place, run.wanted, { signal, ...(usual ? { usual } : {}) }),
    )
    await log.add({ kind: 'pieces', pieces })
  }
  for (const [at, piece] of pieces.entries()) {
    const mark = run.rejections.mark()
    for (let anew = 0; ; anew++) {
      run.rejections.rewind(mark)
      try {
        await takePiece(run, source, piece, at)
        break
      } catch (thrown) {
        signal.throwIfAborted()
        const failure = connectorFailure(thrown)
        if (!(failure instanceof BeginAnew)) throw failure
        if (anew >= mostAnews) throw failed(`${nameOf(piece)} cannot be read to its end: ${failure.message}`, failure)
        await log.add({ kind: 'again', piece: at })
      }
    }
  }
}

async function takePiece(run: ImportRun, source: RowsSource, piece: Piece, at: number): Promise<void> {
  const { log, rejections } = run
  const taken = takenOf(log, at)
  for (const { rejected } of taken) rejections.recall(rejected.count, rejected.listed)
  const last = taken.at(-1)
  if (last?.done) return
  const progress = new PieceProgress(run, at)
  if (source.pages !== undefined) {
    const { reach, signal, planOf, limits } = run
    const options = { name: piece.name, entity: piece.entity, plan: planOf(piece.entity), rejections, signal }
    const reading = { ...options, patience: reach.patience, pageBytes: limits.wholeBytes }
    for await (const { batch, bytes, cursor } of readPages(source.access, source.pages, last?.page, reading)) {
      await progress.take([batch], bytes)
      if (cursor) await progress.checkpoint({ page: cursor })
    }
    await progress.end()
    return
  }
  await takeBytes(run, source.place, piece, last, progress)
}

async function takeBytes(
  run: ImportRun,
  place: ObjectPlace,
  piece: Piece,
  last: { readonly cursor?: Cursor | undefined; readonly tag?: string | undefined } | undefined,
  progress: PieceProgress,
): Promise<void> {
  const { reach, signal, planOf, guess, rejections, limits } = run
  const object = await patiently(reach.patience, signal, () => place.open(piece.name, signal))
  try {
    if (last !== undefined && (object.tag === undefined || object.tag !== last.tag)) {
      throw new BeginAnew('it is another one than the one that was begun')
    }
    const reading = { planOf, guess, rejections, patience: reach.patience, signal, limits }
    let before = last?.cursor?.bytes ?? 0
    for await (const { batches, bytes, cursor } of readObject(object, piece, last?.cursor, reading)) {
      await progress.take(batches, bytes - before)
      before = bytes
      if (cursor && object.tag !== undefined) await progress.checkpoint({ cursor, tag: object.tag })
    }
    await progress.end(object.tag)
  } finally {
    await object.close()
  }
}

/** What is taken of one piece, and noted now and then. */
class PieceProgress {
  readonly #run: ImportRun
  readonly #piece: number
  #writer: PartWriter | undefined
  #rows = 0
  #bytes = 0
  #mark: ReturnType<Rejections['mark']>

  constructor(run: ImportRun, piece: number) {
    this.#run = run
    this.#piece = piece
    this.#mark = run.rejections.mark()
  }

  async take(batches: readonly Batch[], bytes: number): Promise<void> {
    const { services, team, dataset, signal, onRows } = this.#run
    this.#writer ??= await PartWriter.open(services, { team, dataset }, { looks: true })
    this.#bytes += bytes
    let rows = 0
    for (const batch of batches) {
      signal.throwIfAborted()
      await this.#writer.write(batch)
      rows += batch.length
    }
    this.#rows += rows
    onRows(rows, bytes)
  }

  async checkpoint(to: { readonly cursor?: Cursor; readonly page?: PageCursor; readonly tag?: string }): Promise<void> {
    if (this.#writer === undefined || this.#writer.bytes < this.#run.limits.checkpointBytes) return
    await this.#note({ ...to, done: false })
  }

  async end(tag?: string): Promise<void> {
    await this.#note({ ...(tag === undefined ? {} : { tag }), done: true })
  }

  async #note(to: {
    readonly cursor?: Cursor
    readonly page?: PageCursor
    readonly tag?: string
    readonly done: boolean
  }): Promise<void> {
    const { log, rejections } = this.#run
    const part: Part = (await this.#writer?.end()) ?? { entities: [] }
    const rejected = rejections.since(this.#mark)
    await log.add({ kind: 'taken', piece: this.#piece, part, rows: this.#rows, bytes: this.#bytes, rejected, ...to })
    this.#writer = undefined
    this.#rows = 0
    this.#bytes = 0
    this.#mark = rejections.mark()
  }
}

/** What counts of a piece: what came since it was last begun anew. */
function takenOf(log: Pick<StepLog, 'steps'>, at: number) {
  const ofPiece = log.steps.filter((step) => (step.kind === 'taken' || step.kind === 'again') && step.piece === at)
  const anew = ofPiece.findLastIndex((step) => step.kind === 'again')
  return ofPiece.slice(anew + 1).flatMap((step) => (step.kind === 'taken' ? [step] : []))
}

/** What was taken, whole: by its parts in order, and by its objects. */
export function allTaken(log: Pick<StepLog, 'steps' | 'ofKind'>): {
  readonly parts: readonly Part[]
  readonly objects: readonly TransferredObject[]
  readonly rejected: { readonly count: number; readonly listed: Rejection[] }
} {
  const pieces = log.ofKind('pieces').at(-1)?.pieces ?? []
  const taken = pieces.map((piece, at) => ({ piece, steps: takenOf(log, at) }))
  return {
    parts: taken.flatMap(({ steps }) => steps.map(({ part }) => part)),
    objects: taken.map(({ piece, steps }) => ({
      name: piece.name,
      entity: piece.entity,
      rows: steps.reduce((sum, { rows }) => sum + rows, 0),
      bytes: steps.reduce((sum, { bytes }) => sum + bytes, 0),
    })),
    rejected: {
      count: taken.flatMap(({ steps }) => steps).reduce((sum, { rejected }) => sum + rejected.count, 0),
      listed: taken.flatMap(({ steps }) => steps.flatMap(({ rejected }) => rejected.listed)),
    },
  }
}

function nameOf({ name }: Piece): string {
  return name === '' ? 'the address' : JSON.stringify(name)
}
