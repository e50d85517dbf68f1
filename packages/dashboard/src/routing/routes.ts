import { flag, maybeOneOf, maybeText, maybeWhole, oneOf, order, text } from './query.ts'
import { addressOf, type Match, matchOf, type ParamsOf, type QueryOf, route } from './route.ts'

/** Every screen by its name: where it is, and what of its state its address holds. Which page shows it says routes.ts. */
const routes = {
  home: route('/', { q: text() }),
  account: route('/account'),
  admin: route('/admin', {
    tab: oneOf(['users', 'teams', 'audit', 'health', 'keys'], 'users'),
    q: text(),
    actor: maybeText,
    action: maybeText,
    subject: maybeText,
  }),
  overview: route('/teams/:team'),
  jobs: route('/teams/:team/jobs', {
    status: maybeOneOf(['pending', 'running', 'completed', 'failed', 'cancelled']),
    kind: maybeText,
  }),
  job: route('/teams/:team/jobs/:job', { log: oneOf(['all', 'warnings'], 'all') }),
  schedules: route('/teams/:team/schedules', {
    view: oneOf(['calendar', 'list', 'history'], 'calendar'),
    span: oneOf(['month', 'week'], 'month'),
    on: maybeText,
    status: maybeOneOf(['published', 'refused', 'failed', 'skipped', 'running', 'cancelled']),
  }),
  newSchedule: route('/teams/:team/schedules/new'),
  schedule: route('/teams/:team/schedules/:schedule', {
    status: maybeOneOf(['published', 'refused', 'failed', 'skipped', 'running', 'waiting', 'cancelled']),
  }),
  editSchedule: route('/teams/:team/schedules/:schedule/edit'),
  refreshes: route('/teams/:team/refreshes', {
    state: maybeOneOf(['running', 'published', 'refused', 'failed', 'cancelled']),
    dataset: maybeText,
  }),
  refresh: route('/teams/:team/refreshes/:refresh'),
  environments: route('/teams/:team/environments', {
    type: maybeOneOf(['production', 'test', 'training', 'development']),
    all: flag,
  }),
  newEnvironment: route('/teams/:team/environments/new'),
  environment: route('/teams/:team/environments/:environment', {
    tab: oneOf(['health', 'validations', 'tests', 'clones', 'access'], 'health'),
    run: maybeText,
  }),
  editEnvironment: route('/teams/:team/environments/:environment/edit'),
  clones: route('/teams/:team/clones', {
    status: maybeOneOf(['pending', 'in_progress', 'completed', 'failed', 'cancelled']),
  }),
  newClone: route('/teams/:team/clones/new', {
    step: oneOf(['environments', 'policy', 'rows', 'plan'], 'environments'),
    source: maybeText,
    target: maybeText,
    policy: maybeText,
    plan: maybeText,
  }),
  clone: route('/teams/:team/clones/:clone'),
  policies: route('/teams/:team/policies'),
  policy: route('/teams/:team/policies/:policy', {
    tab: oneOf(['columns', 'preview', 'file', 'versions'], 'columns'),
    version: maybeWhole,
  }),
  schemaCompare: route('/teams/:team/schema-compare', {
    source: maybeText,
    target: maybeText,
    online: flag,
    view: oneOf(['differences', 'steps', 'script', 'back'], 'differences'),
  }),
  designer: route('/teams/:team/designer', {
    view: oneOf(['form', 'json', 'diagram'], 'form'),
    entity: maybeText,
  }),
  quality: route('/teams/:team/quality', {
    dataset: maybeText,
    view: oneOf(['checks', 'incidents', 'rules'], 'checks'),
    status: oneOf(['unresolved', 'open', 'acknowledged', 'snoozed', 'resolved', 'any'], 'unresolved'),
  }),
  qualityRun: route('/teams/:team/quality/runs/:run', {
    rule: maybeText,
    outcome: maybeOneOf(['failed', 'warned', 'not evaluated', 'passed']),
  }),
  datasets: route('/teams/:team/datasets', { q: text(), archived: flag, sort: order(['name', 'created'], 'name') }),
  dataset: route('/teams/:team/datasets/:dataset', {
    tab: oneOf(['versions', 'rows', 'profile', 'compare', 'leases', 'settings'], 'versions'),
    version: maybeWhole,
    entity: maybeText,
    from: maybeWhole,
    to: maybeWhole,
  }),
  settings: route('/teams/:team/settings', {
    tab: oneOf(['members', 'keys', 'webhooks', 'notifications', 'connectors', 'team', 'audit'], 'members'),
    open: maybeText,
    status: maybeText,
    of: oneOf(['team', 'access'], 'team'),
    actor: maybeText,
    action: maybeText,
    subject: maybeText,
  }),
} as const

type Routes = typeof routes
export type RouteName = keyof Routes
export type Params<Name extends RouteName> = ParamsOf<Routes[Name]>
export type Query<Name extends RouteName> = QueryOf<Routes[Name]>

/** Where somebody is: the name of the route, what its path names, and the state that its query holds. */
export type At = { [Name in RouteName]: { readonly name: Name } & Match<Routes[Name]> }[RouteName]
/** What the page of a route is given. */
export interface PageProps<Name extends RouteName> {
  readonly params: Params<Name>
  readonly query: Query<Name>
}

type Rest<Name extends RouteName> = keyof Params<Name> extends never
  ? [params?: Params<Name>, query?: Partial<Query<Name>>]
  : [params: Params<Name>, query?: Partial<Query<Name>>]

/** The address of a screen, for a link. */
export function hrefTo<Name extends RouteName>(name: Name, ...[params, query]: Rest<Name>): string {
  return hrefOf(name, params ?? noParams(), query ?? {})
}

export function hrefOf<Name extends RouteName>(name: Name, params: Params<Name>, query: Partial<Query<Name>>): string {
  const known: Routes[Name] = routes[name]
  return addressOf(known, params, query)
}

/** Where `Rest` lets them be left out there are none. */
function noParams<Name extends RouteName>(): Params<Name> {
  return {} as Params<Name>
}

export function placeOf(url: URL): At | undefined {
  for (const name of routeNames()) {
    const found = matchOf(routes[name], url)
    if (found) return at(name, found)
  }
  return undefined
}

function at(name: RouteName, found: object): At {
  return { name, ...found } as At
}

/** Object.keys knows no key types; the table is const. */
function routeNames(): RouteName[] {
  return Object.keys(routes) as RouteName[]
}
