import type { ColumnFidelity } from '../fidelity-report.ts'
import { boundaryAdherence, categoryAdherence } from './formulas/adherence.ts'
import { categoryCoverage, rangeCoverage } from './formulas/coverage.ts'
import { ksComplement } from './formulas/ks-complement.ts'
import { missingValueSimilarity } from './formulas/missing-value-similarity.ts'
import { tvComplement } from './formulas/tv-complement.ts'
import { type ComparedColumn, type ComparedEntity, isNumbers } from './table/compared-columns.ts'

/** The published figures of each column: KSComplement of numbers and times, TVComplement of categories, and what stands beside them. */
export function compareColumns({ columns }: ComparedEntity): ColumnFidelity[] {
  return columns.map(columnFidelity)
}

function columnFidelity(column: ComparedColumn): ColumnFidelity {
  const { name, real, synthetic } = column
  const missing = missingValueSimilarity(real, synthetic) ?? 0
  if (isNumbers(column)) {
    const score = ksComplement(column.real, column.synthetic)
    return {
      column: name,
      metric: 'ks-complement',
      score,
      ...noteOf(score),
      boundaryAdherence: boundaryAdherence(column.real, column.synthetic) ?? undefined,
      coverage: rangeCoverage(column.real, column.synthetic) ?? undefined,
      missingValueSimilarity: missing,
    }
  }
  const categories = column.words.length
  const score = tvComplement(column.real, column.synthetic, categories)
  return {
    column: name,
    metric: 'tv-complement',
    score,
    ...noteOf(score),
    categoryAdherence: categoryAdherence(column.real, column.synthetic, categories) ?? undefined,
    coverage: categoryCoverage(column.real, column.synthetic, categories) ?? undefined,
    missingValueSimilarity: missing,
  }
}

function noteOf(score: number | null): { note?: string } {
  return score === null ? { note: 'all synthetic values are missing' } : {}
}
