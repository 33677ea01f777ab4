import type { Tables } from './data.ts'

/**
 * Lets both readers follow the audit table from its first record on. One that fails is tried with ever fewer records, and
 * in the end its place in the stream is in the queue of failures; a stream keeps a day, so that nothing older comes.
 */
export function followAudit(of: {
  readonly tables: Tables
  readonly failures: aws.sqs.Queue
  readonly disclosures: sst.aws.Function
  readonly overwrites: sst.aws.Function
}): void {
  const { tables, failures, disclosures, overwrites } = of
  const follow = (name: string, fn: sst.aws.Function, functionResponseTypes: string[]) =>
    tables.audit.subscribe(name, fn.arn, {
      transform: {
        eventSourceMapping(args) {
          args.startingPosition = 'TRIM_HORIZON'
          args.batchSize = 100
          args.maximumRetryAttempts = 5
          args.bisectBatchOnFunctionError = true
          args.functionResponseTypes = functionResponseTypes
          args.destinationConfig = { onFailure: { destinationArn: failures.arn } }
        },
      },
    })
  // It says which record failed; the other fails whole.
  follow('Disclosures', disclosures, ['ReportBatchItemFailures'])
  follow('Overwrites', overwrites, [])
}
