import { counted, grouped } from '../../model/counted.ts'
import { type Stream, substream } from '../../random/stream.ts'
import type { EntityFidelity } from '../fidelity-report.ts'
import { calibratedScore } from './calibrated/calibrated-score.ts'
import { chooseTargets } from './choose-targets.ts'
import { compareColumns } from './compare-columns.ts'
import { comparePairs, meanOf, trendsOf } from './compare-pairs.ts'
import { distributionsOf } from './distributions.ts'
import { marginalScore } from './marginal-score.ts'
import type { ComparedEntity } from './table/compared-columns.ts'
import { twoSampleTest } from './two-sample-test.ts'
import { usefulnessOf } from './usefulness.ts'

export interface CompareEntityOptions {
  readonly stream: Stream
  /** Columns that models are to predict; chosen where left out. */
  readonly targets?: readonly string[] | undefined
}

/** All figures of one entity, and why one is missing. */
export function compareEntity(
  entity: ComparedEntity,
  { stream, targets }: CompareEntityOptions,
): { readonly fidelity: EntityFidelity; readonly notes: string[] } {
  const own = substream(stream, entity.entity)
  const notes: string[] = []
  const note = (text: string) => notes.push(`${entity.entity}: ${text}`)
  const columns = compareColumns(entity)
  const pairs = comparePairs(entity.columns)
  const shapes = meanOf(columns.map(({ score }) => score))
  const trends = trendsOf(pairs)
  if (trends === null) note('column pair trends: no two columns go together in the real rows')
  const calibrated = calibratedScore(entity, { stream: own })
  if ('note' in calibrated) note(`calibrated score: ${calibrated.note}`)
  else if (calibrated.rows.real < entity.rows.real || calibrated.rows.synthetic < entity.rows.synthetic)
    note(
      `calibrated score: of ${grouped(calibrated.rows.real)} of ${counted(entity.rows.real, 'real row')} and ${grouped(calibrated.rows.synthetic)} of ${grouped(entity.rows.synthetic)} synthetic ones`,
    )
  const marginal = marginalScore(entity, { stream: own })
  if (marginal === null) note('marginal score: no column can be compared')
  const test = twoSampleTest(entity, { stream: own })
  if ('note' in test) note(`classifier: ${test.note}`)
  else if (test.rows < Math.min(entity.rows.real, entity.rows.synthetic))
    note(`classifier: of ${counted(test.rows, 'real row')} and as many synthetic ones`)
  const usefulness = usefulnessOf(entity, { stream: own, targets: targets ?? chooseTargets(entity, pairs) })
  return {
    fidelity: {
      entity: entity.entity,
      rows: entity.rows,
      columns,
      distributions: distributionsOf(entity.columns),
      pairs,
      comparable: { shapes, trends, overall: meanOf([shapes, trends]) },
      structure: entity.structure,
      excluded: [
        ...entity.keys.map((column) => ({ column, note: 'a key' })),
        ...entity.texts.map(({ name }) => ({ column: name, note: 'texts that are nearly all different' })),
        ...entity.excluded,
      ],
      calibrated: 'note' in calibrated ? null : calibrated.estimate,
      marginal,
      classifierAuc: 'note' in test ? null : test.auc,
      usefulness: usefulness.found,
    },
    notes: [...notes, ...usefulness.notes],
  }
}
