import type { Answer } from '../../api.ts'
import { counted } from '../../format/amounts.ts'

type Schedule = Pick<Answer<'get', '/teams/:team/schedules/:schedule'>, 'policies' | 'seed' | 'together'>

export const missedWords: Record<Schedule['policies']['missed'], string> = {
  skip: 'nothing is done',
  once: 'the last one is done',
  all: 'each is done, one after the other',
}
export const overlapWords: Record<Schedule['policies']['overlap'], string> = {
  skip: 'it is skipped',
  queueOne: 'it waits for its turn',
  cancelPrevious: 'it takes the place of the one before',
}

/** What a schedule does where something is not as usual, in words. */
export function policyWords({
  policies,
  seed,
  together,
}: Schedule): readonly { readonly name: string; readonly says: string }[] {
  const { missed, missedWithinHours, missedAtMost, graceMinutes, overlap, pauseAfterFailures } = policies
  const within = missed === 'skip' ? '' : `, of the last ${counted(missedWithinHours, 'hour')}`
  const most = missed === 'all' ? `, ${missedAtMost} at most` : ''
  return [
    { name: 'Published', says: together ? 'all of them at once, or none' : 'each as it passes its gates' },
    { name: 'Values', says: seedWords(seed) },
    { name: `Missed, later than ${counted(graceMinutes, 'minute')}`, says: `${missedWords[missed]}${within}${most}` },
    { name: 'While the one before is under way', says: overlapWords[overlap] },
    {
      name: 'Where it fails',
      says:
        pauseAfterFailures === null
          ? 'it goes on'
          : `${counted(pauseAfterFailures, 'failure')}${pauseAfterFailures === 1 ? ' pauses' : ', one after the other, pause'} it`,
    },
  ]
}

function seedWords(seed: Schedule['seed']): string {
  if (seed === null) return 'as the team prefers'
  if (seed === 'new') return 'other ones each time'
  return seed === 'same' ? 'the same each time' : `those of the seed ${seed.seed}`
}
