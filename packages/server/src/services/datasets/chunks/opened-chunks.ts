import type { BlobStore } from '../../../blobs/blob-store.ts'
import { type Chunk, getChunk, type Shown } from './chunk.ts'
import type { DatasetKey } from './dataset-key.ts'

interface Opened {
  readonly chunk: Promise<Chunk>
  bytes: number
  until: number
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

  constructor({ mostBytes = 32 << 20, keepMs = 30_000, clock = () => performance.now() }: OpenedOptions = {}) {
    this.#mostBytes = mostBytes
    this.#keepMs = keepMs
    this.#clock = clock
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Opened once, however many ask at the same time. Its bytes are everybody's who asks: they are not written to. */
  get(blobs: BlobStore, team: string, key: DatasetKey, name: string, shown: Shown): Promise<Chunk> {
    const place = `${team}/${name}/${shown.as}`
    this.#forgetOld()
    const known = this.#opened.get(place)
    const until = this.#clock() + this.#keepMs
    if (known) {
      known.until = until
      this.#opened.delete(place)
      this.#opened.set(place, known)
      return known.chunk
    }
    const opened: Opened = { chunk: getChunk(blobs, team, key, name, shown), bytes: 0, until }
    this.#opened.set(place, opened)
    opened.chunk.then(
      (chunk) => this.#hold(place, opened, chunk),
      // Whoever asked hears of it; whoever asks next tries again.
      () => this.#forget(place, opened),
    )
    return opened.chunk
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
  }
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
