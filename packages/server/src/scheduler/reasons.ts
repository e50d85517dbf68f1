/** Why something was decided about a run as it was, in a sentence for people. A code is a contract. */
export const reasons = {
  late: 'It was begun late.',
  missed: 'No server was at work when it was due.',
  superseded: 'No server was at work when it was due, and a later one is done in its place.',
  'outside-window': 'No server was at work when it was due, and that was too long ago to catch up on.',
  'beyond-cap': 'No server was at work when it was due, and so many are not caught up on.',
  overlap: 'Another run was still under way.',
  queued: 'Another run was still under way, and this one waits for its end.',
  'queue-full': 'Another run was still under way, and one was waiting for its end already.',
  'cancels-previous': 'Another run was still under way, and this one takes its place.',
  'cancelled-for-next': 'The next run has taken its place.',
  paused: 'The schedule was paused.',
  changed: 'The schedule was changed when it was due.',
  removed: 'The schedule was removed.',
  'team-archived': 'The team was archived.',
  'by-hand': 'Somebody has asked for it.',
  'not-startable': 'The refresh could not be begun.',
  'nothing-to-refresh': 'None of the datasets could be made anew.',
  'start-failed': 'The server failed to begin the refresh, again and again.',
} as const
export type Reason = keyof typeof reasons

export function isReason(code: string): code is Reason {
  return Object.hasOwn(reasons, code)
}
