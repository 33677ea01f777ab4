import type { Api } from './api.ts'
import type { Archive } from './audit.ts'
import { edgeFunction } from './edgeFunction.ts'
import { logEdge } from './edgeLog.ts'
import type { Keys } from './keys.ts'
import type { OriginSecret } from './originSecret.ts'
import type { Stage } from './stage.ts'
import { firewall } from './waf.ts'

/** CloudFront's managed policy that caches nothing; SST's router adds the one that sends every header but Host on. */
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'
const TWO_YEARS = 2 * 365 * 24 * 3_600

/** Makes the way in: CloudFront with a firewall, in front of the API, which answers nobody else. */
export function makeEdge(of: {
  readonly stage: Stage
  readonly keys: Keys
  readonly archive: Archive
  readonly secret: OriginSecret
  readonly api: Api
}): sst.aws.Router {
  const { stage, keys, archive, secret, api } = of
  const replies = repliesPolicy(stage)
  const { waf, transform } = firewall({ stage, keys })
  const router = new sst.aws.Router('Edge', {
    ...(stage.domain === null ? {} : { domain: stage.domain }),
    waf,
    // One behaviour: what is not served is not found, at the edge already.
    routes: {
      '/*': {
        url: api.url,
        cachePolicy: CACHING_DISABLED,
        edge: { viewerRequest: { injection: edgeFunction(stage) } },
      },
    },
    transform: {
      ...transform,
      cdn(args) {
        args.comment = `${stage.prefix}: the way in`
        args.origins = $output(args.origins).apply((origins) =>
          origins.map((origin) => ({
            ...origin,
            // Whatever a client sends under that name CloudFront overwrites.
            customHeaders: [{ name: 'x-origin-secret', value: $util.secret(secret.sent) }],
          })),
        )
        args.defaultCacheBehavior = $output(args.defaultCacheBehavior).apply((behavior) => ({
          ...behavior,
          // A redirect would come after the token had travelled in the clear.
          viewerProtocolPolicy: 'https-only',
          responseHeadersPolicyId: replies.id,
        }))
        args.transform = {
          distribution(distribution) {
            distribution.httpVersion = 'http2and3'
            distribution.isIpv6Enabled = true
          },
        }
      },
    },
  })
  logEdge({ stage, archive, distribution: router.nodes.cdn.nodes.distribution })
  return router
}

/** What every reply says to a browser: never over plain HTTP, never in a frame, never as anything but what it is. */
function repliesPolicy({ prefix }: Stage): aws.cloudfront.ResponseHeadersPolicy {
  return new aws.cloudfront.ResponseHeadersPolicy('EdgeReplies', {
    name: `${prefix}-replies`,
    securityHeadersConfig: {
      strictTransportSecurity: {
        accessControlMaxAgeSec: TWO_YEARS,
        includeSubdomains: true,
        preload: true,
        override: true,
      },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: 'DENY', override: true },
      referrerPolicy: { referrerPolicy: 'no-referrer', override: true },
      contentSecurityPolicy: {
        contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
        override: true,
      },
    },
  })
}
