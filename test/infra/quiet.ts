/** sst without a download of pulumi and bun, and without a word to anybody. */
export const QUIET = { SST_SKIP_DEPENDENCY_CHECK: '1', SST_NO_BUN: '1', SST_TELEMETRY_DISABLED: '1' } as const
