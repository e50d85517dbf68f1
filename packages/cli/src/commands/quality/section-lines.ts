import type { Line, Look } from '../../terminal/line.ts'
import { oneLine } from '../../terminal/printable.ts'

/** A title with its lines, and nothing where there are none. */
export function sectionLines(title: string, lines: readonly string[], look: Look = 'heading'): Line[] {
  if (lines.length === 0) return []
  return ['', { text: title, look }, ...lines.map((line) => `  ${oneLine(line)}`)]
}
