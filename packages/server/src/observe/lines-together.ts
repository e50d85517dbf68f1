import type { Lines } from './framed-line.ts'

/** How long a line waits for others; a process that is killed takes with it what still waits. */
const waitMs = 20
/** So many bytes wait for nobody. */
const most = 1 << 16
/** That a letter has in UTF-8, for each of its units in a text. */
const mostOfLetter = 3

/**
 * Lines that come soon after one another go out by one write: a write costs as much as many lines. They wait as bytes: as
 * the pieces of text that they were made of, all of them would be looked for again in memory. What waits is written before
 * the process ends by itself.
 */
export class LinesTogether implements Lines {
  readonly bytes = Buffer.allocUnsafeSlow(2 * most)
  readonly #out: (lines: Buffer) => void
  #length = 0
  #timer: NodeJS.Timeout | undefined

  constructor(out: (lines: Buffer) => void) {
    this.#out = out
  }

  write(line: string): void {
    const longest = line.length * mostOfLetter
    const at = this.begin(longest)
    if (longest > this.bytes.length) this.#out(Buffer.from(line))
    else this.end(at + this.bytes.write(line, at))
  }

  begin(longest: number): number {
    if (longest > this.bytes.length - this.#length) this.#flush()
    return this.#length
  }

  end(at: number): void {
    if (this.#timer === undefined) {
      process.on('exit', this.#stop)
      this.#timer = setTimeout(this.#tick, waitMs)
    }
    this.#length = at
    if (at >= most) this.#stop()
  }

  /** As long as lines come, the timer that there is goes on. */
  readonly #tick = (): void => {
    if (this.#length === 0) this.#stop()
    else {
      this.#flush()
      this.#timer?.refresh()
    }
  }

  readonly #stop = (): void => {
    process.off('exit', this.#stop)
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#flush()
  }

  #flush(): void {
    if (this.#length === 0) return
    // Whoever writes may keep them.
    const lines = Buffer.from(this.bytes.subarray(0, this.#length))
    this.#length = 0
    this.#out(lines)
  }
}
