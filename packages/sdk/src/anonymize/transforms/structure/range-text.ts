/** One range as Postgres writes it; a bound that is null is none. */
export interface RangeText {
  readonly open: '[' | '('
  readonly lower: string | null
  readonly upper: string | null
  readonly close: ']' | ')'
}

export interface RangesText {
  readonly multirange: boolean
  readonly empty: boolean
  readonly ranges: readonly RangeText[]
}

const bound = String.raw`((?:"(?:[^"\\]|\\.|"")*"|\\.|[^"\\,()[\]])*)`
const rangePattern = new RegExp(String.raw`\s*([[(])${bound},${bound}([\])])\s*(,|$|\}$)`, 'gsy')

/** Of a range such as [2024-01-01,2024-02-01), of "empty", and of a multirange such as {[1,3),[5,7)}. */
export function parseRanges(text: string): RangesText | undefined {
  const multirange = text.startsWith('{')
  if (text === 'empty' || text === '{}') return { multirange, empty: true, ranges: [] }
  const ranges: RangeText[] = []
  rangePattern.lastIndex = multirange ? 1 : 0
  for (;;) {
    const match = rangePattern.exec(text)
    if (!match) return undefined
    const [, open, lower = '', upper = '', close, end] = match
    ranges.push({
      open: open === '[' ? '[' : '(',
      lower: lower === '' ? null : unquoted(lower),
      upper: upper === '' ? null : unquoted(upper),
      close: close === ']' ? ']' : ')',
    })
    if (end === ',' && multirange) continue
    return (end === '}') === multirange && (multirange || ranges.length === 1) && end !== ','
      ? { multirange, empty: false, ranges }
      : undefined
  }
}

export function rangesText({ multirange, empty, ranges }: RangesText): string {
  if (empty) return multirange ? '{}' : 'empty'
  const text = ranges
    .map(({ open, lower, upper, close }) => `${open}${quoted(lower)},${quoted(upper)}${close}`)
    .join(',')
  return multirange ? `{${text}}` : text
}

function unquoted(written: string): string {
  return written.replace(
    /"((?:[^"\\]|\\.|"")*)"|\\(.)/gs,
    (_, inner: string | undefined, escaped: string | undefined) =>
      inner === undefined ? (escaped ?? '') : inner.replace(/\\(.)|""/gs, (_, sign: string | undefined) => sign ?? '"'),
  )
}

function quoted(text: string | null): string {
  if (text === null) return ''
  return text !== '' && !/[\s"\\()[\],]/.test(text) ? text : `"${text.replace(/["\\]/g, '$&$&')}"`
}
