import type { Clue } from '../finding.ts'
import { type ColumnValues, grouped, saidShare, shareOf, sure } from '../values/column-values.ts'
import { shapes } from '../values/shape.ts'

/** What the form of the values says, each on its own. */
export function* shapeClues({ texts, variety }: ColumnValues): Generator<Clue> {
  for (const shape of shapes) {
    const share = shareOf(texts, shape.holds)
    if (share === 0) continue
    if (share >= shape.share && variety >= (shape.distinct ?? 0)) {
      const full =
        shape.confidence * (0.8 + 0.2 * Math.min(1, (share - shape.share) / Math.max(0.01, 0.97 - shape.share)))
      yield {
        class: shape.class,
        confidence: sure(full, texts.length),
        evidence: `${saidShare(share, texts.length)} ${shape.what}`,
      }
    } else if (shape.telling) {
      const count = Math.round(share * texts.length)
      yield {
        class: shape.class,
        confidence: share >= 0.1 ? 0.6 : 0.5,
        evidence: `${grouped(count)} of ${grouped(texts.length)} values ${shape.what}`,
        part: true,
      }
    }
  }
}
