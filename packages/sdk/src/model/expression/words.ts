/** Words that name no field unless they stand in quotes. */
export const reservedWords: ReadonlySet<string> = new Set(
  `all and any array as between case cast collate distinct else end exists false from having ilike in is isnull like not
  notnull null or order select similar some then true union when where with`.split(/\s+/),
)

/** Functions that are called without parentheses. */
export const bareCalls: ReadonlySet<string> = new Set(
  `current_catalog current_date current_role current_schema current_time current_timestamp current_user localtime
  localtimestamp session_user`.split(/\s+/),
)
