/** The values of a column, looked at once. */
export interface ColumnValues {
  /** Not empty, without spaces around them. */
  readonly texts: readonly string[]
  readonly distinct: readonly string[]
  /** Distinct values of all, 0 to 1. */
  readonly variety: number
}

export function columnValues(samples: readonly string[]): ColumnValues {
  const texts = samples.map((text) => text.trim()).filter((text) => text !== '' && text !== '\\x')
  const distinct = [...new Set(texts)]
  return { texts, distinct, variety: texts.length === 0 ? 0 : distinct.length / texts.length }
}

export function shareOf(texts: readonly string[], holds: (text: string) => boolean): number {
  if (texts.length === 0) return 0
  let count = 0
  for (const text of texts) if (holds(text)) count++
  return count / texts.length
}

/** "98 % of 1,000 values", and never more than is true. */
export function saidShare(share: number, count: number): string {
  const values = `${grouped(count)} ${count === 1 ? 'value' : 'values'}`
  if (share === 1) return `all of ${values}`
  return `${Math.floor(share * 100) || 'under 1'} % of ${values}`
}

export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** What few values say counts less. */
export function sure(confidence: number, count: number): number {
  return confidence * (count >= 20 ? 1 : count >= 5 ? 0.9 : 0.75)
}
