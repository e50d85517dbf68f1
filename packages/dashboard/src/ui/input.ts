/** One look for everything that is typed into. */
export const inputLook =
  'h-8 rounded-md border border-strong-line bg-raised px-2.5 text-[13px] text-ink tabular-nums placeholder:text-faint hover:border-faint'
