import type { Answer } from '../../api.ts'
import { counted } from '../../format/amounts.ts'
import type { Tone } from '../../ui/looks.ts'

export type Refresh = Answer<'get', '/teams/:team/refreshes/:refresh'>
export type Refreshed = Refresh['datasets'][number]

export const refreshTones: Record<Refresh['state'], Tone> = {
  running: 'calm',
  published: 'good',
  refused: 'bad',
  failed: 'bad',
  cancelled: 'plain',
}
export const refreshWords: Record<Refresh['state'], string> = {
  running: 'Running',
  published: 'Published',
  refused: 'Refused',
  failed: 'Failed',
  cancelled: 'Cancelled',
}
export const refreshedTones: Record<Refreshed['state'], Tone> = {
  waiting: 'plain',
  making: 'calm',
  checking: 'calm',
  passed: 'calm',
  published: 'good',
  refused: 'bad',
  failed: 'bad',
  cancelled: 'plain',
}
export const refreshedWords: Record<Refreshed['state'], string> = {
  waiting: 'Waits for its job',
  making: 'Rows are being made',
  checking: 'At its gates',
  passed: 'Passed, and hidden',
  published: 'Published',
  refused: 'Refused',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

/** people and 2 more; what a refresh is of, in a few words. */
export function datasetWords(datasets: readonly { readonly name: string }[]): string {
  const [first, second] = datasets
  if (!first) return 'nothing'
  if (!second) return first.name
  return datasets.length === 2 ? `${first.name} and ${second.name}` : `${first.name} and ${datasets.length - 1} more`
}

/** What came of it, in a few words: the reason where it was not published. */
export function outcomeWords({ state, reason, datasets, together }: Refresh): string {
  const published = datasets.filter((one) => one.state === 'published').length
  const all = counted(datasets.length, 'dataset')
  if (state === 'published') return `${all}${together && datasets.length > 1 ? ', at once' : ''}`
  if (state === 'running') {
    const ready = datasets.filter((one) => ['passed', 'published'].includes(one.state)).length
    return `${ready} of ${all} ready`
  }
  return [reason, ...(published > 0 ? [`${published} of ${all} published`] : [])].filter(Boolean).join(' · ')
}

/** How far it has come, from 0 to 1. */
export function progressOf({ datasets }: Refresh): number {
  const weights: Record<Refreshed['state'], number> = {
    waiting: 0,
    making: 0.3,
    checking: 0.7,
    passed: 1,
    published: 1,
    refused: 1,
    failed: 1,
    cancelled: 1,
  }
  if (datasets.length === 0) return 0
  return datasets.reduce((sum, { state }) => sum + weights[state], 0) / datasets.length
}
