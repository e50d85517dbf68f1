const askedEveryMs = 10

/**
 * The milliseconds of the system's clock, at most one behind. Between two looks at it, which cost more than all else of a
 * line of the log, they go on as `steady` does; a clock that is set is seen at the next.
 */
export function wallClock(steady: () => number, system: () => number): () => number {
  let asked = Number.NEGATIVE_INFINITY
  let said = 0
  return () => {
    const now = steady()
    if (now - asked < askedEveryMs) return said + Math.floor(now - asked)
    asked = now
    said = system()
    return said
  }
}
