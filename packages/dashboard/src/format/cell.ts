/** A value as a cell of a table shows it. */
export interface Cell {
  readonly text: string
  /** Everything, where the text was shortened or stands for something without text. */
  readonly whole: string
  readonly look: 'text' | 'number' | 'absent'
}

/** Decimals of one column stand point below point: `fraction` is how many digits the longest has. */
export function cellOf(value: unknown, fraction = 0): Cell {
  if (value === null || value === undefined) return { text: 'null', whole: 'null', look: 'absent' }
  if (value === '') return { text: 'empty', whole: 'an empty text', look: 'absent' }
  if (typeof value === 'number') {
    const text = fraction > 0 && Number.isFinite(value) ? value.toFixed(fraction) : String(value)
    return { text, whole: text, look: 'number' }
  }
  const whole = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return { text: shortInstant(whole), whole, look: 'text' }
}

/** Digits after the point that a column of these values needs; 0 where they are not all plain decimals. */
export function fractionOf(values: readonly unknown[]): number {
  let digits = 0
  for (const value of values) {
    if (typeof value !== 'number') continue
    const [, fraction = '', exponent] = /\.(\d+)|(e)/.exec(String(value)) ?? []
    if (exponent || fraction.length > 8) return 0
    digits = Math.max(digits, fraction.length)
  }
  return digits
}

/** 2024-10-31T15:35:11.000Z reads more easily without what says nothing. */
function shortInstant(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.000)?(\.\d+)?(Z?)$/, '$1 $2$3$4')
}
