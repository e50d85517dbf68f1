import { expect, test } from 'vitest'
import { type DatasetSigns, healthOf, troubleOf, worstOf } from './health.ts'

const well: DatasetSigns = {
  publishedVersion: 3,
  latestStatus: 'ready',
  outcome: 'passed',
  incidents: { critical: 0, major: 0, minor: 0 },
}

test.each<{ readonly signs: Partial<DatasetSigns>; readonly health: string }>([
  { signs: {}, health: 'healthy' },
  { signs: { outcome: null }, health: 'healthy' },
  { signs: { publishedVersion: null, latestStatus: null, outcome: null }, health: 'unknown' },
  { signs: { latestStatus: 'refused' }, health: 'failing' },
  { signs: { outcome: 'failed' }, health: 'failing' },
  { signs: { outcome: 'warned' }, health: 'warning' },
  { signs: { incidents: { critical: 1, major: 0, minor: 0 } }, health: 'failing' },
  { signs: { incidents: { critical: 0, major: 0, minor: 2 } }, health: 'warning' },
])('a dataset with $signs is $health', ({ signs, health }) => {
  expect(healthOf({ ...well, ...signs })).toBe(health)
})

test('of all that speaks against it the gravest is told', () => {
  const signs: DatasetSigns = {
    ...well,
    latestStatus: 'refused',
    outcome: 'failed',
    incidents: { critical: 1, major: 0, minor: 1 },
  }
  expect(troubleOf(signs)).toBe('critical incident')
  expect(troubleOf({ ...signs, incidents: { critical: 0, major: 1, minor: 0 } })).toBe('failed check')
  expect(troubleOf({ ...signs, incidents: well.incidents, outcome: 'passed' })).toBe('refused version')
  expect(troubleOf({ ...well, incidents: { critical: 0, major: 1, minor: 0 }, outcome: 'warned' })).toBe('incident')
  expect(troubleOf(well)).toBe(null)
})

test('a team is as well as the worst of its datasets, and what has no rows yet says nothing of it', () => {
  expect(worstOf(['healthy', 'failing', 'warning'])).toBe('failing')
  expect(worstOf(['unknown', 'healthy'])).toBe('healthy')
  expect(worstOf([])).toBe('unknown')
})
