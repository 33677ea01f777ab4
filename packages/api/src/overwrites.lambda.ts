import type { DynamoDBStreamEvent } from 'aws-lambda'
import { composeWalled } from './composeWalled.ts'
import { readConfig, readWallConfig } from './config.ts'
import { noticeOverwrites } from './overwrites.ts'
import type { Services } from './services.ts'

let made: Services | undefined

/** The Lambda entry that reads the audit table's stream for what must not be there; made at its first call. */
export const handler = (event: DynamoDBStreamEvent): Promise<void> => {
  made ??= composeWalled(readConfig(process.env), readWallConfig(process.env))
  return noticeOverwrites(made, event)
}
