import { createDisclosures, noticeOverwrites, type Services } from '@wardgraph/api'
import {
  type LocalAws,
  LocalAwsError,
  type StreamFailure,
  type StreamSource,
  type StreamSourceOptions,
} from '@wardgraph/local-aws'
import type { DynamoDBStreamEvent } from 'aws-lambda'
import { say } from './command.ts'

/**
 * Connects the stream of the audit table to the function that says who saw which patient; nothing happens until it is
 * started or drained. Undefined where there is no stream: DynamoDB is another, or the table was made before it had one.
 */
export function discloseFrom(
  aws: Pick<LocalAws, 'streamTo'>,
  { services, table }: { readonly services: Services; readonly table: string },
): StreamSource | undefined {
  return connected(aws, {
    name: 'disclosures',
    table,
    handler: createDisclosures(services),
    maximumRetryAttempts: 3,
    bisectBatchOnFunctionError: true,
    functionResponseTypes: ['ReportBatchItemFailures'],
    onFailure: givenUp,
  })
}

/** As `discloseFrom`, to the function that notices what is overwritten or removed there. */
export function noticeFrom(
  aws: Pick<LocalAws, 'streamTo'>,
  { services, table }: { readonly services: Services; readonly table: string },
): StreamSource | undefined {
  const onFailure = () => {
    throw new Error('not noticed yet')
  }
  const handler = (event: DynamoDBStreamEvent) => noticeOverwrites(services, event)
  return connected(aws, { name: 'overwrites', table, handler, maximumRetryAttempts: 3, onFailure })
}

function connected(aws: Pick<LocalAws, 'streamTo'>, options: StreamSourceOptions): StreamSource | undefined {
  try {
    return aws.streamTo(options)
  } catch (error) {
    if (error instanceof LocalAwsError && error.code === 'INVALID_SOURCE') return undefined
    throw error
  }
}

/** What could not be written waits; what is not believed is given up, and said. */
function givenUp({ requestContext, responseContext, DDBStreamBatchInfo: batch }: StreamFailure): void {
  if (responseContext?.functionError !== undefined) throw new Error('not written yet')
  const range = `${batch.startSequenceNumber} to ${batch.endSequenceNumber}`
  say(`DISCLOSURES: change ${range} of the audit table is in nobody's disclosures: ${requestContext.condition}.`)
}
