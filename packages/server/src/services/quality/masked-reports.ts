import type { DataProfile, QualityReport, RuleResult } from '@understudy/sdk/quality'
import type { FidelityReport } from '@understudy/sdk/synthesize'
import type { PersonalField } from '../datasets/personal-fields.ts'
import { Sight } from '../datasets/read/sight.ts'

// What a report tells of values of masked fields, it tells nobody: their rows are revealed where rows are read.

/** Counts, lengths and formats stay; values, bounds and shapes do not. */
export function maskedProfile(profile: DataProfile, personal: readonly PersonalField[]): DataProfile {
  const sight = Sight.of(personal)
  return {
    ...profile,
    entities: profile.entities.map((entity) => ({
      ...entity,
      columns: entity.columns.map((column) =>
        sight.hides(entity.name, column.name)
          ? {
              ...column,
              values: undefined,
              numbers: undefined,
              text: column.text && { ...column.text, shapes: undefined },
            }
          : column,
      ),
    })),
  }
}

/** Failing rows are masked in their shape, for everybody and whatever is marked; what was measured as text is a value. */
export function maskedReport(report: QualityReport, personal: readonly PersonalField[]): QualityReport {
  const sight = Sight.of(personal)
  const tells = ({ entity, columns, value }: RuleResult) =>
    typeof value !== 'string' || !columns.some((name) => sight.hides(entity, name))
  return {
    ...report,
    results: report.results.map((result) => (tells(result) ? result : { ...result, value: undefined })),
  }
}

/** How alike they are stays; how they are distributed does not. */
export function maskedFidelity(report: FidelityReport, personal: readonly PersonalField[]): FidelityReport {
  const sight = Sight.of(personal)
  return {
    ...report,
    entities: report.entities.map((entity) => ({
      ...entity,
      distributions: entity.distributions.filter(({ column }) => !sight.hides(entity.entity, column)),
    })),
  }
}
