import type { Component } from 'svelte'
import type { PageProps, RouteName } from './routing/routes.ts'

/** A page that wants nothing of its address has no props. */
type PageOf<Name extends RouteName> = Component<PageProps<Name>> | Component<Record<string, never>>
type Pages = { readonly [Name in RouteName]: () => Promise<{ readonly default: PageOf<Name> }> }

/** Which page is shown where; each comes when somebody goes there. */
export const pages: Pages = {
  home: () => import('./pages/overview/Home.svelte'),
  account: () => import('./pages/Account.svelte'),
  admin: () => import('./pages/admin/Admin.svelte'),
  overview: () => import('./pages/overview/Overview.svelte'),
  jobs: () => import('./pages/jobs/Jobs.svelte'),
  job: () => import('./pages/jobs/Job.svelte'),
  schedules: () => import('./pages/schedules/Schedules.svelte'),
  newSchedule: () => import('./pages/schedules/NewSchedule.svelte'),
  schedule: () => import('./pages/schedules/Schedule.svelte'),
  editSchedule: () => import('./pages/schedules/EditSchedule.svelte'),
  refreshes: () => import('./pages/refreshes/Refreshes.svelte'),
  refresh: () => import('./pages/refreshes/Refresh.svelte'),
  environments: () => import('./pages/environments/Environments.svelte'),
  newEnvironment: () => import('./pages/environments/NewEnvironment.svelte'),
  environment: () => import('./pages/environments/Environment.svelte'),
  editEnvironment: () => import('./pages/environments/EditEnvironment.svelte'),
  clones: () => import('./pages/clones/Clones.svelte'),
  newClone: () => import('./pages/clones/NewClone.svelte'),
  clone: () => import('./pages/clones/Clone.svelte'),
  policies: () => import('./pages/policies/Policies.svelte'),
  policy: () => import('./pages/policies/Policy.svelte'),
  schemaCompare: () => import('./pages/schema-compare/SchemaCompare.svelte'),
  designer: () => import('./pages/designer/Designer.svelte'),
  quality: () => import('./pages/quality/Quality.svelte'),
  qualityRun: () => import('./pages/quality/Run.svelte'),
  datasets: () => import('./pages/datasets/Datasets.svelte'),
  dataset: () => import('./pages/datasets/Dataset.svelte'),
  settings: () => import('./pages/settings/Settings.svelte'),
}
