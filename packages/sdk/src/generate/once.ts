import type { Rows } from '../random/stream.ts'

/** Several fields of one relationship ask for the same rows in turn: the last answer is kept. */
export function onceForRows<Answer>(compute: (rows: Rows) => Answer): (rows: Rows) => Answer {
  let lastRows: Rows | undefined
  let lastAnswer: Answer | undefined
  return (rows) => {
    if (rows !== lastRows || lastAnswer === undefined) {
      lastAnswer = compute(rows)
      lastRows = rows
    }
    return lastAnswer
  }
}
