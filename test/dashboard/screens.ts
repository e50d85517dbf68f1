import type { RouteName } from '../../packages/dashboard/src/routing/routes.ts'

/** Where each screen is: what stands there after a colon is named when it is looked at. */
export const screens: Readonly<Record<RouteName, string>> = {
  home: '/',
  overview: '/teams/:team',
  datasets: '/teams/:team/datasets',
  dataset: '/teams/:team/datasets/:dataset',
  quality: '/teams/:team/quality?dataset=:dataset',
  qualityRun: '/teams/:team/quality/runs/:run',
  designer: '/teams/:team/designer',
  schedules: '/teams/:team/schedules',
  schedule: '/teams/:team/schedules/:schedule',
  newSchedule: '/teams/:team/schedules/new',
  editSchedule: '/teams/:team/schedules/:schedule/edit',
  refreshes: '/teams/:team/refreshes',
  refresh: '/teams/:team/refreshes/:refresh',
  jobs: '/teams/:team/jobs',
  job: '/teams/:team/jobs/:job',
  environments: '/teams/:team/environments',
  environment: '/teams/:team/environments/:environment',
  newEnvironment: '/teams/:team/environments/new',
  editEnvironment: '/teams/:team/environments/:environment/edit',
  clones: '/teams/:team/clones',
  clone: '/teams/:team/clones/:clone',
  newClone: '/teams/:team/clones/new',
  policies: '/teams/:team/policies',
  policy: '/teams/:team/policies/:policy',
  schemaCompare: '/teams/:team/schema-compare?source=:environment&target=:other',
  settings: '/teams/:team/settings',
  admin: '/admin',
  account: '/account',
}

/** By the names of routes, whose order this is. */
export const screenNames: readonly RouteName[] = Object.keys(screens) as RouteName[]

/** An address with what it names. */
export function placed(address: string, names: Readonly<Record<string, string>>): string {
  return address.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(names[name] ?? unnamed(name)))
}

function unnamed(name: string): never {
  throw new Error(`nobody said which :${name} is looked at`)
}
