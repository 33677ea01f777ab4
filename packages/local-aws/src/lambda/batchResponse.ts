/**
 * Where a batch is to be delivered again from, by what its handler answered: the place of its first failed record, 0
 * for a complete failure, undefined for a complete success. Nothing, and an empty or absent list, is a success; an
 * identifier that is none of the batch's sequence numbers makes the whole batch fail, and of several the lowest counts.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function failedFrom(response: unknown, sequenceNumbers: readonly string[]): number | undefined {
  if (response === undefined || response === null) return undefined
  if (typeof response !== 'object') return 0
  const failures = 'batchItemFailures' in response ? (response.batchItemFailures ?? []) : []
  if (!Array.isArray(failures)) return 0
  const places = failures.map((failure: unknown) => sequenceNumbers.indexOf(identifierOf(failure)))
  return places.length === 0 ? undefined : Math.max(0, Math.min(...places))
}

function identifierOf(failure: unknown): string {
  if (typeof failure !== 'object' || failure === null || !('itemIdentifier' in failure)) return ''
  return typeof failure.itemIdentifier === 'string' ? failure.itemIdentifier : ''
}
