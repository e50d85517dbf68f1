import { writeInt64Of } from './big-endian.ts'
import { copyWords, OVERRUN } from './byte-sink.ts'
import { writeDate, writeTime, writeTimestamp } from './calendar-text.ts'
import { writeInstant } from './copy-binary-instant.ts'
import { writeDecimal, writeInt64, writeInteger, writeUuid } from './digits.ts'
import { writeNumeric } from './numeric-binary.ts'

/**
 * The statements that row loops are made of: each writes one value of the row `row` at `at` and moves `at` behind it.
 * An operand comes as the name of a variable that holds it, or as a number; nothing else ever stands in such a text.
 */
type Statement = (...operands: string[]) => string

const table = {
  integer: (values) => `at = writeInteger(view, at, ${values}[row])`,
  bigint: (words, high, low) => `at = writeInt64(view, at, ${words}[row * 2 + ${high}], ${words}[row * 2 + ${low}])`,
  decimal: (unscaled, scale) => `at = writeDecimal(view, at, ${unscaled}[row], ${scale})`,
  date: (days, style) => `at = writeDate(view, at, ${days}[row], ${style})`,
  time: (micros, style) => `at = writeTime(view, at, ${micros}[row], ${style})`,
  timestamp: (micros, zoned, style) => `at = writeTimestamp(view, at, ${micros}[row], ${zoned} === 1, ${style})`,
  uuid: (words) => `at = writeUuid(view, at, ${words}, row)`,
  word: (indices, bytes, offsets, longest) =>
    `const word = ${indices}[row], start = ${offsets}[word], end = ${offsets}[word + 1]; ${copy(bytes, longest)}`,
  binaryWord: (indices, bytes, offsets, longest) =>
    `const word = ${indices}[row], start = ${offsets}[word], end = ${offsets}[word + 1];
    view.setInt32(at, end - start); at += 4; ${copy(bytes, longest)}`,
  binaryInt64: (values) => `view.setInt32(at, 8); at = writeInt64Of(view, at + 4, ${values}[row])`,
  binaryInstant: (micros) => `view.setInt32(at, 8); at = writeInstant(view, at + 4, ${micros}[row])`,
  binaryDate: (days) =>
    `const day = ${days}[row]; view.setInt32(at, 4);
    view.setInt32(at + 4, day === 0x7fffffff || day === -0x80000000 ? day : day - 10957); at += 8`,
  binaryUuid: (words) =>
    `view.setInt32(at, 16); view.setInt32(at + 4, ${words}[row * 4]); view.setInt32(at + 8, ${words}[row * 4 + 1]);
    view.setInt32(at + 12, ${words}[row * 4 + 2]); view.setInt32(at + 16, ${words}[row * 4 + 3]); at += 20`,
  binaryNumeric: (unscaled, scale) => `at = writeNumeric(sink, at, ${unscaled}[row], ${scale})`,
} satisfies Record<string, Statement>

export type StatementName = keyof typeof table

export const statements: Readonly<Record<StatementName, Statement>> = table

/** What the statements call. */
export const called = {
  copyWords,
  writeDate,
  writeDecimal,
  writeInstant,
  writeInt64,
  writeInt64Of,
  writeInteger,
  writeNumeric,
  writeTime,
  writeTimestamp,
  writeUuid,
}

/**
 * Short words are copied as long as the longest of them: lengths change from row to row, and a loop whose end nobody
 * can foresee costs more than bytes that are written over. Eight bytes go as a double, whose bits stay as they are:
 * only a NaN may lose some, and the two bytes that would make one, F0 or above before 7F or FF, never meet in UTF-8.
 */
function copy(bytes: string, longest: string): string {
  const length = Number(longest)
  if (length > OVERRUN) return `at = copyWords(view, at, ${bytes}, start, end)`
  let moves = ''
  for (let i = 0; i < length; i += 8) {
    const type = length - i > 4 ? 'Float64' : 'Int32'
    moves += `view.set${type}(at + ${i}, ${bytes}.get${type}(start + ${i}, true), true); `
  }
  return `${moves}at += end - start`
}
