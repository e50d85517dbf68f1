import {
  type EntityFidelity,
  type FloorName,
  type FloorResult,
  isCeiling,
  type SyntheticPrivacy,
} from '../fidelity-report.ts'

/** At least so much; of the classifier and the risk at most. */
export type Floors = Readonly<Partial<Record<FloorName, number>>>

/** Every floor against every entity. What could not be measured does not hold. */
export function checkFloors(
  entities: readonly EntityFidelity[],
  privacy: readonly SyntheticPrivacy[],
  floors: Floors,
): FloorResult[] {
  return entities.flatMap((entity) =>
    figuresOf(
      entity,
      privacy.find((one) => one.entity === entity.entity),
    ).flatMap(([figure, value]) => {
      const floor = floors[figure]
      if (floor === undefined) return []
      const held = value !== null && (isCeiling(figure) ? value <= floor : value >= floor)
      return [{ entity: entity.entity, figure, floor, value, held }]
    }),
  )
}

function figuresOf(
  { comparable, calibrated, classifierAuc }: EntityFidelity,
  privacy: SyntheticPrivacy | undefined,
): [FloorName, number | null][] {
  const risks = privacy?.risks.map(({ risk }) => risk.value) ?? []
  return [
    ['shapes', comparable.shapes],
    ['trends', comparable.trends],
    ['overall', comparable.overall],
    ['calibrated', calibrated?.value ?? null],
    ['classifierAuc', classifierAuc?.value ?? null],
    ['risk', risks.length === 0 ? null : Math.max(...risks)],
  ]
}
