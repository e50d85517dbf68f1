import type { TeamEvent } from '../../events/team-event.ts'
import type { Refresh } from '../refresh/refresh.ts'

export interface Told {
  readonly event: TeamEvent
  /** The team's short name. */
  readonly team: string
  /** Where people reach the server. */
  readonly url: string | undefined
  /** Of an event of a refresh. */
  readonly refresh: Refresh | undefined
  /** The name of the schedule that it is of. */
  readonly schedule: string | undefined
  /** The name of the dataset that it is of. */
  readonly dataset: string | undefined
}

/** What a message says: names, counts and reasons; never a value of the data. */
export function mailText(told: Told): { readonly subject: string; readonly text: string } {
  const { event, team, url } = told
  const { title, lines } = saying(told)
  const where = url === undefined ? [] : ['', url]
  const foot = ['', `Team ${team}, ${event.at}. You are told of this because your address stands in its notifications.`]
  return { subject: `[${team}] ${title}`, text: `${[title, ...lines, ...where, ...foot].join('\n')}\n` }
}

function saying(told: Told): { readonly title: string; readonly lines: readonly string[] } {
  const { event, schedule, dataset } = told
  const { type, data } = event
  const text = (name: string) => (data[name] === undefined || data[name] === null ? undefined : String(data[name]))
  const named = schedule ?? text('name')
  switch (type) {
    case 'refresh.published':
    case 'refresh.refused':
    case 'refresh.failed':
    case 'refresh.cancelled':
      return ofRefresh(told, type.slice('refresh.'.length))
    case 'run.skipped':
      return {
        title: `A run of ${named ?? 'a schedule'} was skipped`,
        lines: [because(text('reason')), at('Due', text('occurrence'))].flat(),
      }
    case 'run.failed':
      return {
        title: `A run of ${named ?? 'a schedule'} failed`,
        lines: [because(text('reason')), at('Error', text('errorCode')), at('Due', text('occurrence'))].flat(),
      }
    case 'schedule.paused': {
      const byHand = text('reason') === 'by-hand'
      return {
        title: byHand ? `${named ?? 'A schedule'} was paused` : `${named ?? 'A schedule'} was paused after failures`,
        lines: [
          ...(byHand ? ['Somebody paused it.'] : at('Failures in a row', text('failures'))),
          'Nothing of it is made anew until somebody resumes it.',
        ],
      }
    }
    case 'version.refused':
      return {
        title: `Version ${text('version') ?? ''} of ${dataset ?? 'a dataset'} was refused`,
        lines: ['It did not pass the gate of its dataset, and is read by nobody.', ...at('Check', text('run'))],
      }
    case 'incident.opened':
      return {
        title: `Incident of ${dataset ?? 'a dataset'}: ${text('rule') ?? 'a check was not done'}`,
        lines: [at('Severity', text('severity')), at('Version', text('version')), at('Seen', text('times'))].flat(),
      }
    case 'environment.health':
      return {
        title: `Environment ${text('environment') ?? event.subject}: ${text('status') ?? 'its health changed'}`,
        lines: at('Before', text('before')),
      }
    case 'notification.tested':
      return { title: 'This is a test', lines: ['Messages of this team reach this address.'] }
    default:
      return { title: type, lines: [event.subject] }
  }
}

function ofRefresh({ event, refresh, schedule }: Told, ended: string) {
  const what = schedule === undefined ? 'A refresh' : `The refresh of ${schedule}`
  const { reason } = event.data
  const datasets = (refresh?.datasets ?? []).map(({ name, state, before, version, gate, errorCode, reason }) => {
    const versions =
      state === 'published'
        ? `version ${version}, before ${before ?? 'none'}`
        : `stays ${before ?? 'without a version'}`
    const why = [gate && `the gate for ${gate}`, errorCode, reason].filter(Boolean).join(', ')
    return `  ${name}: ${state}, ${versions}${why === '' ? '' : ` (${why})`}`
  })
  return {
    title: `${what} was ${ended === 'failed' ? 'not done: it failed' : ended}`,
    lines: [
      ...(typeof reason === 'string' ? [`${reason}.`] : []),
      ...(datasets.length === 0 ? [] : ['', ...datasets.slice(0, 50)]),
      ...(datasets.length > 50 ? [`  and ${datasets.length - 50} more`] : []),
      ...(refresh === undefined ? [] : ['', `Refresh ${refresh.id}`]),
    ],
  }
}

function because(reason: string | undefined): string[] {
  return at('Reason', reason)
}

function at(label: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${label}: ${value}`]
}
