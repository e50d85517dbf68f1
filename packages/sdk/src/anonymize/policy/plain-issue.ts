/** What is wrong with a place of a file, as a person would say it of that place. */
export function plainIssue(message: string): string {
  return message
    .replace(/^Invalid input: expected (\w+), received undefined$/, 'is missing')
    .replace(
      /^Invalid option: expected one of (.+)$/,
      (_, options: string) => `must be one of ${options.replaceAll('|', ', ')}`,
    )
    .replace(/^Unrecognized keys?: (.+)$/, 'has what is not known: $1')
    .replace(/^Invalid input: expected (.+), received (\w+)$/, 'must be $1, and is $2')
    .replace(/^Invalid input: expected (.+)$/, 'must be $1')
    .replace(/^Too big: expected \w+ to (have|be) <=(.+)$/, 'must $1 at most $2')
    .replace(
      /^Too small: expected \w+ to (have|be) >=(.+)$/,
      (_, verb: string, most: string) => `must ${verb} at least ${most.replace(/^1 (\w+)s$/, '1 $1')}`,
    )
}
