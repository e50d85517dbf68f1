/** Moves a date as people write it, such as 29.2.2024 or 2/29/2024, by way of 2024-02-29; others are given as they are. */
export function shiftedDate(text: string, shift: (date: string) => string): string {
  const parts = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/.exec(text)
  if (!parts) return shift(text)
  const [, first = '', sign = '', second = '', year = ''] = parts
  const isMonthFirst = Number(second) > 12
  const [day, month] = isMonthFirst ? [second, first] : [first, second]
  const moved = shift(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
  const [, movedYear, movedMonth = '', movedDay = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(moved) ?? []
  if (movedYear === undefined) return moved
  const isPadded = first.startsWith('0') || second.startsWith('0') || first.length + second.length === 4
  const inWidth = (digits: string) => (isPadded ? digits : String(Number(digits)))
  const [one, two] = isMonthFirst ? [movedMonth, movedDay] : [movedDay, movedMonth]
  return [inWidth(one), inWidth(two), movedYear].join(sign)
}
