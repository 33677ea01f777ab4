import { compose } from './compose.ts'
import { readConfig } from './config.ts'
import { createHandler, type GraphqlHandler } from './handler.ts'

let made: GraphqlHandler | undefined

/** The Lambda entry of the GraphQL API; made at its first call, from the environment. */
export const handler: GraphqlHandler = (event, context) => {
  made ??= createHandler(compose(readConfig(process.env)))
  return made(event, context)
}
