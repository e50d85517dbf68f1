/** How long a line waits for others; a process that is killed takes with it what still waits. */
const waitMs = 20
/** So many characters wait for nobody. */
const most = 1 << 16

/**
 * Lines that come soon after one another go out by one write: a write costs as much as many lines. What waits is written
 * before the process ends by itself.
 */
export function linesTogether(write: (lines: string) => void): (line: string) => void {
  let waiting = ''
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    process.off('exit', flush)
    clearTimeout(timer)
    const lines = waiting
    waiting = ''
    if (lines !== '') write(lines)
  }
  return (line) => {
    if (waiting === '') {
      process.on('exit', flush)
      timer = setTimeout(flush, waitMs)
    }
    waiting += line
    if (waiting.length >= most) flush()
  }
}
