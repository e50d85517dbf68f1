import { type GuardOptions, openAudit, openKnownSources, webhookAlert } from '@understudy/sdk/clone'

/**
 * How every command keeps production as it is: what it records, remembers, and tells to the webhook of
 * UNDERSTUDY_ALERT_URL.
 */
export function guard(
  { UNDERSTUDY_ALERT_URL }: NodeJS.ProcessEnv = process.env,
): Pick<GuardOptions, 'audit' | 'known' | 'alert'> {
  return {
    audit: openAudit(),
    known: openKnownSources(),
    alert: UNDERSTUDY_ALERT_URL ? webhookAlert(UNDERSTUDY_ALERT_URL) : undefined,
  }
}
