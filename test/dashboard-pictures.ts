import { join } from 'node:path'
import { screenNames, screens } from './dashboard/screens.ts'

export interface Picture {
  readonly name: string
  readonly at: string
  readonly theme: 'light' | 'dark'
  /** A view of a screen that is shown beside it: at one width. */
  readonly of?: string
}

const views = {
  'dataset-rows': '/teams/:team/datasets/:dataset?tab=rows',
  'dataset-profile': '/teams/:team/datasets/:profiled?tab=profile&version=2',
  'dataset-compare': '/teams/:team/datasets/:dataset?tab=compare',
  'quality-incidents': '/teams/:team/quality?view=incidents&status=any',
  'quality-rules': '/teams/:team/quality?dataset=:dataset&view=rules',
  'schedules-history': '/teams/:team/schedules?view=history',
  'policy-preview': '/teams/:team/policies/:policy?tab=preview',
  'settings-audit': '/teams/:team/settings?tab=audit',
} as const

export const root = join(import.meta.dirname, '..')
export const folder = join(root, 'docs/images/dashboard')

/** All that is taken: every screen, some views of them, and two by night. */
export const pictures: readonly Picture[] = [
  ...screenNames.map((name) => ({ name, at: screens[name], theme: 'light' as const })),
  ...Object.entries(views).map(([name, at]) => ({
    name,
    at,
    theme: 'light' as const,
    of: name.slice(0, name.indexOf('-')),
  })),
  ...(['overview', 'quality'] as const).map((name) => ({ name, at: screens[name], theme: 'dark' as const })),
]

export function pictureWidths({ of }: Picture): readonly number[] {
  return of === undefined ? [360, 768, 1440] : [1440]
}

export function fileOf({ name, theme }: Picture, width: number): string {
  return join(folder, `${name}-${width}${theme === 'dark' ? '-dark' : ''}.webp`)
}
