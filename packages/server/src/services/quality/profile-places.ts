/** Where a profile is sealed: for its version, and before that for the job that makes it. */
export const profilePlace = (version: number) => `quality/profile/${version}`
export const partPlace = (job: string) => `quality/profile-part/${job}`
