import type { Dialect } from '../adapter.ts'

/** What the dialects read differently; the splitter asks these and not for a dialect. */
export interface SqlRules {
  readonly dialect: Dialect
  /** Block comments hold block comments. */
  readonly nestedComments: boolean
  /** $tag$ … $tag$ and E'…' are strings. */
  readonly dollarAndEscapeStrings: boolean
  /** `…` and […] are names. */
  readonly backtickAndBracketNames: boolean
  /** A psql command begins with a backslash, wherever it stands. */
  readonly psql: boolean
  /** A command of SQLite's shell is a line that begins with a dot. */
  readonly dotCommands: boolean
  /** The beginning of a statement, in its keywords, whose body BEGIN … END holds statements of its own. */
  readonly bodied: RegExp
}

export const sqlRules: Readonly<Record<Dialect, SqlRules>> = {
  postgres: {
    dialect: 'postgres',
    nestedComments: true,
    dollarAndEscapeStrings: true,
    backtickAndBracketNames: false,
    psql: true,
    dotCommands: false,
    bodied: /^create (or replace )?(function|procedure) /,
  },
  sqlite: {
    dialect: 'sqlite',
    nestedComments: false,
    dollarAndEscapeStrings: false,
    backtickAndBracketNames: true,
    psql: false,
    dotCommands: true,
    bodied: /^create (temp |temporary )?trigger /,
  },
}
