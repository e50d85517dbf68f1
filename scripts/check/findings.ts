/** What a check answers with: its problems, none when all is well; `note` is worth saying although nothing is wrong. */
export interface Findings {
  readonly problems: readonly string[]
  readonly note?: string
}
