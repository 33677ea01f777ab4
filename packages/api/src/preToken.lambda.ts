import { composeDirectory, LAMBDA_CLIENT } from './compose.ts'
import { readDirectoryConfig } from './config.ts'
import { createPreToken, type PreTokenHandler } from './preToken.ts'

let made: PreTokenHandler | undefined

/**
 * The Lambda entry of the user pool's pre-token-generation trigger; made at its first call, from the environment, which
 * does not name the pool: that would have each wait for the other.
 */
export const handler: PreTokenHandler = (event, context) => {
  made ??= createPreToken(composeDirectory(readDirectoryConfig(process.env), LAMBDA_CLIENT))
  return made(event, context)
}
