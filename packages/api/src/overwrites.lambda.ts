import type { DynamoDBStreamEvent } from 'aws-lambda'
import { compose } from './compose.ts'
import { readConfig } from './config.ts'
import { noticeOverwrites } from './overwrites.ts'
import type { Services } from './services.ts'

let made: Services | undefined

/** The Lambda entry that reads the audit table's stream for what must not be there; made at its first call. */
export const handler = (event: DynamoDBStreamEvent): Promise<void> => {
  made ??= compose(readConfig(process.env))
  return noticeOverwrites(made, event)
}
