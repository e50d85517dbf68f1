import type { Line } from '../../terminal/line.ts'

/** Lines of context around a change. */
const context = 2
/** Comparisons up to which the smallest difference is looked for. */
const most = 4_000_000

/** How one text becomes another, line by line; what is far from any change is left out. */
export function lineDiff(from: string, to: string, indent: string): Line[] {
  const edits = editsOf(from.split('\n'), to.split('\n'))
  const near = edits.map((_, at) =>
    edits.slice(Math.max(0, at - context), at + context + 1).some(({ sign }) => sign !== ' '),
  )
  const lines: Line[] = []
  for (const [at, { sign, text }] of edits.entries()) {
    if (!near[at]) {
      if (near[at - 1] ?? at === 0) lines.push({ text: `${indent}  …`, look: 'faint' })
      continue
    }
    const shown = `${indent}${sign} ${text}`
    lines.push(sign === ' ' ? shown : { text: shown, look: sign === '+' ? 'added' : 'removed' })
  }
  return lines
}

interface Edit {
  readonly sign: ' ' | '+' | '-'
  readonly text: string
}

function editsOf(a: readonly string[], b: readonly string[]): Edit[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const same = (text: string): Edit => ({ sign: ' ', text })
  return [
    ...a.slice(0, start).map(same),
    ...between(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ]
}

/** By the longest common subsequence. */
function between(a: readonly string[], b: readonly string[]): Edit[] {
  const removed = (text: string): Edit => ({ sign: '-', text })
  const added = (text: string): Edit => ({ sign: '+', text })
  if (a.length * b.length > most) return [...a.map(removed), ...b.map(added)]
  const width = b.length + 1
  const lengths = new Uint32Array((a.length + 1) * width)
  const length = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1))
    }
  }
  const edits: Edit[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      edits.push({ sign: ' ', text: a[i++] ?? '' })
      j++
    } else if (j >= b.length || (i < a.length && length(i + 1, j) >= length(i, j + 1)))
      edits.push(removed(a[i++] ?? ''))
    else edits.push(added(b[j++] ?? ''))
  }
  return edits
}
