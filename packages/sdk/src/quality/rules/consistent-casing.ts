import { z } from 'zod'
import { foldedText } from '../columns/folded-text.ts'
import { textColumn } from '../columns/text-column.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { FirstRows } from '../evaluate/first-rows.ts'
import { notEvaluated, whyNothing } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema } from '../rule-parts.ts'

const most = 100_000

interface Spelling {
  count: number
  readonly firstRow: number
}

/**
 * Of texts that are the same but for case and blanks, those fail that are not written as most of them are. Different
 * texts are kept until the end, at most 100,000: this is about categories. The sample holds the first row of each spelling.
 */
export const consistentCasing = defineRuleKind({
  type: 'consistentCasing',
  group: 'formatRules',
  dimension: 'validity',
  schema: z.strictObject({ type: z.literal('consistentCasing'), ...ruleBase, column: nameSchema }),
  about: 'No text differs from a more frequent one only in case and blanks',
  demand: ({ column }) => `${column} writes the same text in one way`,
  columns: ({ column }) => [column],
  start({ column }, { samples }) {
    const spellings = new Map<string, Spelling>()
    let rows = 0
    let looked = 0
    let considered = 0
    return {
      add(batch, passes) {
        const vector = vectorOf(batch, column)
        const { words, indices } = textColumn(vector)
        rows += batch.length
        for (let row = 0; row < batch.length; row++) {
          if (passes !== undefined && passes[row] === 0) continue
          looked++
          if (vector.nulls?.[row] === 1) continue
          considered++
          if (spellings.size > most) continue
          const text = words[indices === undefined ? row : indices[row]!]!
          const known = spellings.get(text)
          if (known === undefined) spellings.set(text, { count: 1, firstRow: batch.firstRow + row })
          else known.count++
        }
      },
      end() {
        if (considered === 0) return notEvaluated(whyNothing(rows, looked))
        if (spellings.size > most) {
          return notEvaluated(`there are more than ${most.toLocaleString('en-US')} different texts`)
        }
        const first = new FirstRows(samples)
        let failed = 0
        for (const alike of folds(spellings)) {
          const [, ...others] = alike.sort(byFrequency)
          for (const { count, firstRow } of others) {
            failed += count
            first.add(firstRow)
          }
        }
        return { considered, failed, failedRows: first.rows }
      },
    }
  },
})

/** The spellings of each text, case and blanks aside. */
function folds(spellings: ReadonlyMap<string, Spelling>): Iterable<Spelling[]> {
  const alike = new Map<string, Spelling[]>()
  for (const [text, spelling] of spellings) {
    const folded = foldedText(text)
    const known = alike.get(folded)
    if (known === undefined) alike.set(folded, [spelling])
    else known.push(spelling)
  }
  return alike.values()
}

/** Of equally frequent ones the first is right. */
function byFrequency(a: Spelling, b: Spelling): number {
  return b.count - a.count || a.firstRow - b.firstRow
}
