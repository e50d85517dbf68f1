import CalendarClock from '@lucide/svelte/icons/calendar-clock'
import CopyPlus from '@lucide/svelte/icons/copy-plus'
import Database from '@lucide/svelte/icons/database'
import Drama from '@lucide/svelte/icons/drama'
import Gauge from '@lucide/svelte/icons/gauge'
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard'
import ListChecks from '@lucide/svelte/icons/list-checks'
import PencilRuler from '@lucide/svelte/icons/pencil-ruler'
import RefreshCw from '@lucide/svelte/icons/refresh-cw'
import Server from '@lucide/svelte/icons/server'
import Settings from '@lucide/svelte/icons/settings'
import type { Action } from '../api.ts'
import { hrefTo, type RouteName } from '../routing/routes.ts'
import type { Icon } from '../ui/icon.ts'

interface Destination {
  /** The screen, and those that belong to it. */
  readonly routes: readonly RouteName[]
  readonly label: string
  readonly icon: Icon
  /** What one must be allowed to do for it to be offered. */
  readonly action: Action
  /** After `g`. */
  readonly key: string
  readonly href: (team: string) => string
}

/** The screens of a team, in the order in which people go through them. */
export const destinations: readonly Destination[] = [
  {
    routes: ['overview'],
    label: 'Overview',
    icon: LayoutDashboard,
    action: 'team.read',
    key: 'o',
    href: (team) => hrefTo('overview', { team }),
  },
  {
    routes: ['datasets', 'dataset'],
    label: 'Datasets',
    icon: Database,
    action: 'datasets.read',
    key: 'd',
    href: (team) => hrefTo('datasets', { team }),
  },
  {
    routes: ['quality', 'qualityRun'],
    label: 'Quality',
    icon: Gauge,
    action: 'quality.read',
    key: 'q',
    href: (team) => hrefTo('quality', { team }),
  },
  {
    routes: ['designer'],
    label: 'Schema designer',
    icon: PencilRuler,
    action: 'datasets.read',
    key: 'g',
    href: (team) => hrefTo('designer', { team }),
  },
  {
    routes: ['schedules', 'newSchedule', 'schedule', 'editSchedule'],
    label: 'Schedules',
    icon: CalendarClock,
    action: 'schedules.read',
    key: 's',
    href: (team) => hrefTo('schedules', { team }),
  },
  {
    routes: ['refreshes', 'refresh'],
    label: 'Refreshes',
    icon: RefreshCw,
    action: 'datasets.read',
    key: 'r',
    href: (team) => hrefTo('refreshes', { team }),
  },
  {
    routes: ['environments', 'newEnvironment', 'environment', 'editEnvironment', 'schemaCompare'],
    label: 'Environments',
    icon: Server,
    action: 'environments.read',
    key: 'e',
    href: (team) => hrefTo('environments', { team }),
  },
  {
    routes: ['clones', 'newClone', 'clone'],
    label: 'Clones',
    icon: CopyPlus,
    action: 'clones.read',
    key: 'c',
    href: (team) => hrefTo('clones', { team }),
  },
  {
    routes: ['policies', 'policy'],
    label: 'Masking policies',
    icon: Drama,
    action: 'policies.read',
    key: 'p',
    href: (team) => hrefTo('policies', { team }),
  },
  {
    routes: ['jobs', 'job'],
    label: 'Jobs',
    icon: ListChecks,
    action: 'jobs.read',
    key: 'j',
    href: (team) => hrefTo('jobs', { team }),
  },
  {
    routes: ['settings'],
    label: 'Settings',
    icon: Settings,
    action: 'team.read',
    key: 'x',
    href: (team) => hrefTo('settings', { team }),
  },
]
