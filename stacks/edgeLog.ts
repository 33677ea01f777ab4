import type { Archive } from './audit.ts'
import { EDGE_REGION } from './edgeRegion.ts'
import type { Stage } from './stage.ts'

/**
 * What a line of the edge's log says. The query string, the cookies and the referrer are not among it: whoever puts PHI there
 * has made a mistake that a log need not keep (CloudFront Developer Guide, "Standard logging (v2)", lets fields be chosen;
 * the older kind always writes the query string).
 */
const FIELDS = [
  'date',
  'time',
  'x-edge-location',
  'c-ip',
  'cs-method',
  'cs(Host)',
  'cs-uri-stem',
  'sc-status',
  'cs(User-Agent)',
  'x-edge-result-type',
  'x-edge-request-id',
  'cs-protocol',
  'cs-bytes',
  'sc-bytes',
  'time-taken',
  'ssl-protocol',
  'ssl-cipher',
  'x-edge-response-result-type',
  'cs-protocol-version',
  'x-edge-detailed-result-type',
]

/** Has each request to the edge written to the bucket of access logs. */
export function logEdge(of: {
  readonly stage: Stage
  readonly archive: Archive
  readonly distribution: $util.Output<aws.cloudfront.Distribution>
}): void {
  const { stage, archive, distribution } = of
  const name = `${stage.prefix}-edge`
  const region = EDGE_REGION
  const source = new aws.cloudwatch.LogDeliverySource('EdgeLogSource', {
    name,
    region,
    logType: 'ACCESS_LOGS',
    resourceArn: distribution.arn,
  })
  const destination = new aws.cloudwatch.LogDeliveryDestination('EdgeLogDestination', {
    name,
    region,
    outputFormat: 'json',
    deliveryDestinationConfiguration: { destinationResourceArn: archive.accessLogs.arn },
  })
  new aws.cloudwatch.LogDelivery('EdgeLog', {
    region,
    deliverySourceName: source.name,
    deliveryDestinationArn: destination.arn,
    recordFields: FIELDS,
  })
}
