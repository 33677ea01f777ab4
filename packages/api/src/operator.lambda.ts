import { compose, LAMBDA_CLIENT } from './compose.ts'
import { readConfig } from './config.ts'
import { createOperator, type OperatorHandler } from './operator.ts'

let made: OperatorHandler | undefined

/** The Lambda entry of whoever IAM lets invoke it, and of nothing on the network; made at its first call, from the environment. */
export const handler: OperatorHandler = (event, context) => {
  made ??= createOperator(compose(readConfig(process.env), LAMBDA_CLIENT))
  return made(event, context)
}
