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
export function linesTogether(write: (lines: Buffer) => void): (line: string) => void {
  const waiting = Buffer.allocUnsafeSlow(2 * most)
  let length = 0
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    process.off('exit', flush)
    clearTimeout(timer)
    if (length === 0) return
    // Whoever writes may keep them.
    const lines = Buffer.from(waiting.subarray(0, length))
    length = 0
    write(lines)
  }
  return (line) => {
    if (line.length * mostOfLetter > waiting.length - length) {
      flush()
      if (line.length * mostOfLetter > waiting.length) return write(Buffer.from(line))
    }
    if (length === 0) {
      process.on('exit', flush)
      timer = setTimeout(flush, waitMs)
    }
    length += waiting.write(line, length)
    if (length >= most) flush()
  }
}
