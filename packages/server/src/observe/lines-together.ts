/**
 * Lines of one turn of the event loop go out by one write, after what the turn was about. What waits is written before
 * the process ends by itself.
 */
export function linesTogether(write: (lines: string) => void): (line: string) => void {
  let waiting = ''
  const flush = () => {
    process.off('exit', flush)
    const lines = waiting
    waiting = ''
    if (lines !== '') write(lines)
  }
  return (line) => {
    if (waiting === '') {
      process.on('exit', flush)
      setImmediate(flush)
    }
    waiting += line
  }
}
