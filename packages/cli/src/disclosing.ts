import { createDisclosures, type Services } from '@wardgraph/api'
import { type LocalAws, LocalAwsError, type StreamFailure, type StreamSource } from '@wardgraph/local-aws'
import { say } from './command.ts'

/**
 * Connects the stream of the audit table to the function that says who saw which patient; nothing happens until it is
 * started or drained. Undefined where there is no stream: DynamoDB is another, or the table was made before it had one.
 */
export function discloseFrom(
  aws: Pick<LocalAws, 'streamTo'>,
  { services, table }: { readonly services: Services; readonly table: string },
): StreamSource | undefined {
  try {
    return aws.streamTo({
      name: 'disclosures',
      table,
      handler: createDisclosures(services),
      maximumRetryAttempts: 3,
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ['ReportBatchItemFailures'],
      onFailure: givenUp,
    })
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
