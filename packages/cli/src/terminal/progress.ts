import { bytes, counted, grouped, seconds } from './amounts.ts'
import { oneLine } from './printable.ts'

export interface ProgressState {
  /** What is worked on now: a table, a file. */
  readonly label: string
  readonly rows: number
  readonly total: number
}

/** One line that rewrites itself on a terminal; where stderr is none, nothing. */
export interface Progress {
  update(state: ProgressState): void
  /** A line of any other kind of work. */
  say(text: string): void
  /** Wipes the line, so that what is printed next stands alone. */
  clear(): void
}

const pauseBetween = 100

export function progressOn(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { update() {}, say() {}, clear() {} }
  const start = performance.now()
  let last = Number.NEGATIVE_INFINITY
  let shown = false
  const show = (line: string): void => {
    shown = true
    stream.write(`\r\u001b[2K${line.slice(0, Math.max(20, stream.columns - 1))}`)
  }
  return {
    update({ label, rows, total }) {
      const now = performance.now()
      if (now - last < pauseBetween) return
      last = now
      const spent = (now - start) / 1000
      const speed = rows / Math.max(spent, 0.001)
      const parts = [
        `${total === 0 ? 100 : Math.floor((rows / total) * 100)}%`.padStart(4),
        `${grouped(rows)} of ${counted(total, 'row')}`,
        `${grouped(speed)} rows/s`,
        rows > 0 && rows < total ? `${seconds((total - rows) / speed)} left` : undefined,
        bytes(process.memoryUsage.rss()),
        label,
      ]
      show(parts.filter((part) => part !== undefined).join('  '))
    },
    say(text) {
      show(oneLine(text))
    },
    clear() {
      if (shown) stream.write('\r\u001b[2K')
      shown = false
    },
  }
}
