import { composeWalled } from './composeWalled.ts'
import { readConfig, readWallConfig } from './config.ts'
import { createDisclosures, type DisclosuresHandler } from './disclose.ts'

let made: DisclosuresHandler | undefined

/** The Lambda entry of the stream of the audit table; made at its first call, from the environment. */
export const handler: DisclosuresHandler = (event) => {
  made ??= createDisclosures(composeWalled(readConfig(process.env), readWallConfig(process.env)))
  return made(event)
}
