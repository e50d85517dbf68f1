import { resourceName, type SweepReport, type SweptResource, type SweptRun } from '@understudy/sdk'
import { counted } from '../../terminal/amounts.ts'
import type { Line } from '../../terminal/line.ts'
import { oneLine } from '../../terminal/printable.ts'

/** What a sweep did, for people. What was gone already needs no words. */
export function reportLines(report: SweepReport): Line[] {
  const { runs, scratch, alive, elsewhere, unreadable } = report
  return [
    ...runs.flatMap(runLines),
    ...(scratch.length === 0
      ? []
      : [heading('Scratch databases of commands that are over'), ...scratch.map(resourceLine)]),
    ...unreadable.map(
      ({ file, reason }): Line => ({ text: `cannot be read: ${oneLine(file)}: ${reason}`, look: 'danger' }),
    ),
    summary(report),
    ...(alive.length === 0 ? [] : [`${counted(alive.length, 'run is', 'runs are')} at work and left alone.`]),
    ...(elsewhere.length === 0 ? [] : [`Another sweep is at ${counted(elsewhere.length, 'run')}.`]),
    ...(report.left === 0 ? [] : ['What is left stays noted. When its reason is gone, sweep again.']),
  ]
}

function runLines({ host, pid, startedAt, resources }: SweptRun): Line[] {
  const shown = resources.filter(({ outcome }) => outcome !== 'gone')
  if (shown.length === 0) return []
  const began = startedAt.slice(0, 19).replace('T', ' ')
  return [heading(`Run of ${began} UTC on ${oneLine(host)} (pid ${pid})`), ...shown.map(resourceLine)]
}

function heading(text: string): Line {
  return { text, look: 'heading' }
}

function resourceLine(swept: SweptResource): Line {
  const name = oneLine(resourceName(swept.resource))
  switch (swept.outcome) {
    case 'removed':
      return { text: `  removed        ${name}`, look: 'removed' }
    case 'would be removed':
      return { text: `  would remove   ${name}`, look: 'changed' }
    case 'gone':
      return { text: `  gone           ${name}`, look: 'faint' }
    case 'left':
      return { text: `  LEFT           ${name}: ${oneLine(swept.reason)}`, look: 'danger' }
  }
}

function summary({ dryRun, folder, runs, scratch, removed, left, unreadable }: SweepReport): string {
  const place = oneLine(folder)
  if (dryRun) {
    const all = [...runs.flatMap(({ resources }) => resources), ...scratch]
    const would = all.filter(({ outcome }) => outcome === 'would be removed')
    if (would.length + left === 0) return `Nothing is left by runs that are over (${place}).`
    return `${counted(would.length, 'thing')} would be removed, ${left} could not be (${place}).`
  }
  if (removed + left + unreadable.length === 0) return `Nothing was left by runs that are over (${place}).`
  return `${counted(removed, 'thing')} removed, ${left} left (${place}).`
}
