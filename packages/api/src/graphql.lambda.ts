import { composeWalled } from './composeWalled.ts'
import { readConfig, readWallConfig } from './config.ts'
import { createHandler, type GraphqlHandler } from './handler.ts'

let made: GraphqlHandler | undefined

/** The Lambda entry of the GraphQL API; made at its first call, from the environment. */
export const handler: GraphqlHandler = (event, context) => {
  made ??= createHandler(composeWalled(readConfig(process.env), readWallConfig(process.env)))
  return made(event, context)
}
