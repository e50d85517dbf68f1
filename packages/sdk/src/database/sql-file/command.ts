/** What becomes of a command of psql, or of SQLite's shell. */
export type CommandEffect = 'include' | 'end' | 'nothing' | 'passed over' | 'refused'

const effects: Readonly<Record<string, CommandEffect>> = {
  '\\i': 'include',
  '\\ir': 'include',
  '\\include': 'include',
  '\\include_relative': 'include',
  '.read': 'include',
  '\\q': 'end',
  '.quit': 'end',
  '.exit': 'end',
  // They change what psql shows, or guard against what psql alone would run.
  '\\echo': 'nothing',
  '\\qecho': 'nothing',
  '\\warn': 'nothing',
  '\\timing': 'nothing',
  '\\pset': 'nothing',
  '\\x': 'nothing',
  '\\a': 'nothing',
  '\\t': 'nothing',
  '\\restrict': 'nothing',
  '\\unrestrict': 'nothing',
  '.echo': 'nothing',
  '.headers': 'nothing',
  '.mode': 'nothing',
  '.print': 'nothing',
  '.timer': 'nothing',
  '.width': 'nothing',
  '.bail': 'nothing',
  // The file goes on in the database that it is loaded into.
  '\\c': 'passed over',
  '\\connect': 'passed over',
}

const shownOnly = /^(ECHO|ECHO_HIDDEN|ON_ERROR_STOP|QUIET|VERBOSITY|SHOW_CONTEXT|FETCH_COUNT|PROMPT[123])\b/

export function commandEffect(name: string, argument: string): CommandEffect {
  if (name === '\\set') return shownOnly.test(argument) ? 'nothing' : 'refused'
  if (name === '\\encoding') return /^'?utf-?8'?$/i.test(argument) ? 'nothing' : 'refused'
  return effects[name] ?? 'refused'
}

/** A file's name as psql reads it: without its quotes. */
export function fileArgument(argument: string): string {
  const quoted = /^'((?:[^']|'')*)'|^"([^"]*)"/.exec(argument)
  return quoted ? (quoted[1]?.replaceAll("''", "'") ?? quoted[2] ?? '') : (argument.split(/\s/)[0] ?? '')
}
