import { LAMBDA_CLIENT } from './compose.ts'
import { composeTrailCheck } from './composeSigner.ts'
import { readDirectoryConfig, readSignerConfig } from './config.ts'
import type { CheckedTrail } from './trailCheck.ts'

let made: (() => Promise<CheckedTrail>) | undefined

/** The Lambda entry that a schedule calls once a day to check the archive; made at its first call, from the environment. */
export const handler = (): Promise<CheckedTrail> => {
  made ??= composeTrailCheck(readDirectoryConfig(process.env), readSignerConfig(process.env), LAMBDA_CLIENT)
  return made()
}
