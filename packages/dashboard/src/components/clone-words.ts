import type { Answer } from '../api.ts'
import type { Tone } from '../ui/looks.ts'

export type Clone = Answer<'get', '/clone'>['clones'][number]

const cloneTones: Record<Clone['status'], Tone> = {
  pending: 'plain',
  in_progress: 'calm',
  completed: 'good',
  failed: 'bad',
  cancelled: 'plain',
}
export const cloneWords: Record<Clone['status'], string> = {
  pending: 'Waiting',
  in_progress: 'Under way',
  completed: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

type Standing = Pick<Clone, 'status' | 'dryRun' | 'rolledBackAt' | 'isLeft'>

/** What became of it, in a word or two: a plan that is ready is no clone. */
export function standingOf({ status, dryRun, rolledBackAt, isLeft }: Standing): {
  readonly tone: Tone
  readonly words: string
} {
  if (rolledBackAt !== null) return { tone: 'warn', words: 'Rolled back' }
  if (status === 'completed' && dryRun) return { tone: 'calm', words: 'Planned' }
  if (status === 'failed' && isLeft) return { tone: 'bad', words: 'Stopped half way' }
  return { tone: cloneTones[status], words: cloneWords[status] }
}

export function isGoingOn({ status }: Pick<Clone, 'status'>): boolean {
  return status === 'pending' || status === 'in_progress'
}

const phases: Readonly<Record<string, string>> = {
  checking: 'Checking what it may touch',
  planning: 'Planning',
  building: 'Building the tables',
  copying: 'Copying and masking rows',
  finishing: 'Building keys and indexes',
  verifying: 'Reading the copy back',
  promoting: 'Taking the target’s place',
  done: 'Done',
}

export function phaseWords(phase: string): string {
  return phases[phase] ?? phase
}
