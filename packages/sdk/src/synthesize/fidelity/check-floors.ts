import type { EntityFidelity, FloorName, FloorResult } from '../fidelity-report.ts'

/** At least so much; of the classifier at most. */
export type Floors = Readonly<Partial<Record<FloorName, number>>>

/** Every floor against every entity. What could not be measured does not hold. */
export function checkFloors(entities: readonly EntityFidelity[], floors: Floors): FloorResult[] {
  return entities.flatMap((entity) =>
    figuresOf(entity).flatMap(([figure, value]) => {
      const floor = floors[figure]
      if (floor === undefined) return []
      const held = value !== null && (figure === 'classifierAuc' ? value <= floor : value >= floor)
      return [{ entity: entity.entity, figure, floor, value, held }]
    }),
  )
}

function figuresOf({ comparable, calibrated, classifierAuc }: EntityFidelity): [FloorName, number | null][] {
  return [
    ['shapes', comparable.shapes],
    ['trends', comparable.trends],
    ['overall', comparable.overall],
    ['calibrated', calibrated?.value ?? null],
    ['classifierAuc', classifierAuc?.value ?? null],
  ]
}
