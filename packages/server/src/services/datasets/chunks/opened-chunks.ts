import type { BlobStore } from '../../../blobs/blob-store.ts'
import { type Chunk, getChunk, type Shown } from './chunk.ts'
import type { DatasetKey } from './dataset-key.ts'
import { giveBack } from './give-back.ts'

interface Opened {
  readonly chunk: Promise<Chunk>
  bytes: number
  until: number
  /** How many look at it, and whether it is found no more: its memory goes when both are over. */
  lent: number
  forgotten: boolean
}

/** Everybody's who asks for it: its bytes are not written to. */
export interface LentChunk extends Chunk {
  /** Whoever asked looks at its bytes no more. Where nobody says so, they are the collector's. */
  readonly done: () => void
}

interface OpenedOptions {
  /** Of rows that are held; the ones that were asked for last stay. */
  readonly mostBytes?: number
  /** How long rows that nobody asks for are held in the clear. */
  readonly keepMs?: number
  /** In milliseconds. */
  readonly clock?: () => number
}

/**
 * Chunks that were opened lately, for whoever asks for the next page of the same one. Who asks has opened the dataset's
 * key just before: of a dataset that is erased nothing is found here, and after a while nothing is there.
 */
export class OpenedChunks {
  readonly #opened = new Map<string, Opened>()
  readonly #mostBytes: number
  readonly #keepMs: number
  readonly #clock: () => number
  #bytes = 0
  #timer: NodeJS.Timeout | undefined

  constructor({ mostBytes = 24 << 20, keepMs = 30_000, clock = () => performance.now() }: OpenedOptions = {}) {
    this.#mostBytes = mostBytes
    this.#keepMs = keepMs
    this.#clock = clock
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Opened once, however many ask at the same time. */
  get(blobs: BlobStore, team: string, key: DatasetKey, name: string, shown: Shown): Promise<LentChunk> {
    const place = `${team}/${name}/${shown.as}`
    this.#forgetOld()
    const known = this.#opened.get(place)
    const until = this.#clock() + this.#keepMs
    if (known) {
      known.until = until
      this.#opened.delete(place)
      this.#opened.set(place, known)
      return lend(known)
    }
    const chunk = getChunk(blobs, team, key, name, shown)
    const opened: Opened = { chunk, bytes: 0, until, lent: 0, forgotten: false }
    this.#opened.set(place, opened)
    opened.chunk.then(
      (chunk) => this.#hold(place, opened, chunk),
      // Whoever asked hears of it; whoever asks next tries again.
      () => this.#forget(place, opened),
    )
    return lend(opened)
  }

  #hold(place: string, opened: Opened, { bytes, starts }: Chunk): void {
    if (this.#opened.get(place) !== opened) return
    opened.bytes = bytes.length + starts.byteLength
    this.#bytes += opened.bytes
    for (const [oldest, held] of this.#opened) {
      if (this.#bytes <= this.#mostBytes) break
      this.#forget(oldest, held)
    }
    this.#timer ??= setInterval(() => this.#forgetOld(), this.#keepMs).unref()
  }

  #forgetOld(): void {
    const now = this.#clock()
    for (const [place, opened] of this.#opened) if (opened.until <= now) this.#forget(place, opened)
    if (this.#opened.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #forget(place: string, opened: Opened): void {
    if (this.#opened.get(place) !== opened) return
    this.#opened.delete(place)
    this.#bytes -= opened.bytes
    opened.forgotten = true
    opened.chunk.then(
      (chunk) => clear(opened, chunk),
      () => {},
    )
  }
}

async function lend(opened: Opened): Promise<LentChunk> {
  opened.lent += 1
  const chunk = await opened.chunk
  let isDone = false
  const done = () => {
    if (isDone) return
    isDone = true
    opened.lent -= 1
    clear(opened, chunk)
  }
  return { ...chunk, done }
}

function clear({ lent, forgotten }: Opened, { bytes }: Chunk): void {
  if (forgotten && lent === 0) giveBack(bytes)
}

const ofStores = new WeakMap<BlobStore, OpenedChunks>()

/** One for all requests of a process. */
export function openedChunks(blobs: BlobStore): OpenedChunks {
  const known = ofStores.get(blobs)
  if (known) return known
  const made = new OpenedChunks()
  ofStores.set(blobs, made)
  return made
}
