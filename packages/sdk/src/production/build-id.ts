import { UnderstudyError } from '../errors.ts'

const shape = /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,99}$/

/** A build's id, when it is one: it is written into files and commands of CI systems, where anything else could be obeyed. */
export function buildIdOf(text: string): string {
  if (shape.test(text)) return text
  throw new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'read the id of the build',
    at: 'buildId',
    message: 'The id of the build is not 1 to 100 letters, digits and . _ : / @ + - that begin with a letter or digit',
    hint: 'Give what the CI system numbers its builds with, such as $GITHUB_RUN_ID, $CI_PIPELINE_ID or $BUILD_BUILDID.',
  })
}
