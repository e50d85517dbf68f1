/** How things stand, as every mark, badge and tile says it. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'calm'

export const wordOf: Record<Tone, string> = {
  plain: 'text-soft',
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-danger',
  calm: 'text-calm',
}
export const washOf: Record<Tone, string> = {
  plain: 'bg-hover text-soft',
  good: 'bg-good-wash text-good',
  warn: 'bg-warn-wash text-warn',
  bad: 'bg-danger-wash text-danger',
  calm: 'bg-calm-wash text-calm',
}
export const markOf: Record<Tone, string> = {
  plain: 'bg-faint',
  good: 'bg-good-mark',
  warn: 'bg-warn-mark',
  bad: 'bg-danger-mark',
  calm: 'bg-calm-mark',
}

/** One look for everything that is typed into. */
export const inputLook =
  'h-8 rounded-md border border-strong-line bg-raised px-2.5 text-[13px] text-ink tabular-nums placeholder:text-faint hover:border-faint disabled:opacity-60'
/** What floats above the page. */
export const floatLook = 'z-40 rounded-lg border border-line bg-raised p-1 shadow-raised outline-none'
/** An entry of a list that floats. */
export const itemLook =
  'flex min-h-8 cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5 outline-none select-none data-highlighted:bg-hover data-disabled:cursor-default data-disabled:opacity-60'
