import type { Metric } from './alarms.ts'
import { held } from './held.ts'
import type { Keys } from './keys.ts'
import type { Stage } from './stage.ts'

type Rules = Exclude<aws.wafv2.WebAclArgs['rules'], undefined> extends $util.Input<infer List> ? List : never
type Statement =
  Exclude<Rules, string>[number] extends $util.Input<infer Rule>
    ? Rule extends { statement?: $util.Input<infer One> }
      ? One
      : never
    : never

/** Requests of one address in five minutes: to us a hospital is one address. */
const LIMIT = 10_000
/** WAF reads so much of all headers; more than that, or more than 200 of them, is refused unread. */
const HEADERS = 8_192
/** All else is refused; /fhir is not served yet, so that behind the firewall it is not found. */
const PATHS = '^/(graphql|fhir(/.*)?)$'

/**
 * AWS's rule groups, with those of their rules that read a body (Developer Guide, "AWS Managed Rules rule groups list"). These
 * count and never block: bodies come to /graphql and /fhir alone, where what clinicians write looks like an attack now and
 * then (a path, a tag, an address), nothing runs what it is sent, and to block is to log what matched.
 */
const MANAGED: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesAmazonIpReputationList: [],
  AWSManagedRulesKnownBadInputsRuleSet: ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY', 'ReactJSRCE_BODY'],
  AWSManagedRulesCommonRuleSet: [
    'SizeRestrictions_BODY',
    'EC2MetaDataSSRF_BODY',
    'GenericLFI_BODY',
    'GenericRFI_BODY',
    'CrossSiteScripting_BODY',
  ],
}

/** Never in a log of the firewall. */
const SECRET_HEADERS = ['authorization', 'cookie', 'x-origin-secret']

/** The firewall, as what SST's router makes it of. */
export function firewall({ stage, keys }: { readonly stage: Stage; readonly keys: Keys }): {
  readonly waf: sst.aws.RouterArgs['waf']
  readonly transform: sst.aws.RouterArgs['transform']
} {
  const name = firewallName(stage)
  return {
    waf: { logging: { retention: '1 year', redact: { queryString: true, headers: SECRET_HEADERS } } },
    transform: {
      waf(args) {
        args.name = name
        args.rules = rules()
        args.visibilityConfig = seen(name)
        // Of rules that look for scripts WAF logs what matched, and that of a body is PHI.
        args.dataProtectionConfig = {
          dataProtections: [
            { action: 'SUBSTITUTION', field: { fieldType: 'BODY' } },
            { action: 'SUBSTITUTION', field: { fieldType: 'QUERY_STRING' } },
            { action: 'SUBSTITUTION', field: { fieldType: 'SINGLE_HEADER', fieldKeys: SECRET_HEADERS } },
          ],
        }
      },
      wafLogGroup(args, options) {
        args.name = `aws-waf-logs-${name}`
        args.kmsKeyId = keys.edge.arn
        Object.assign(options, held(stage))
      },
    },
  }
}

/** Its name, and that of its metrics. */
const firewallName = ({ prefix }: Stage) => `${prefix}-edge`

/** What all of its rules blocked; where CloudFront's metrics are. */
export function blockedRequests(stage: Stage): Metric {
  const dimensions = { WebACL: firewallName(stage), Rule: 'ALL' }
  return { namespace: 'AWS/WAFV2', name: 'BlockedRequests', dimensions, stat: 'Sum' }
}

function rules(): Rules {
  const own: Readonly<Record<string, Statement>> = {
    Elsewhere: {
      notStatement: {
        statements: [
          {
            regexMatchStatement: {
              regexString: PATHS,
              fieldToMatch: { uriPath: {} },
              textTransformations: [{ priority: 0, type: 'NONE' }],
            },
          },
        ],
      },
    },
    LongHeaders: {
      sizeConstraintStatement: {
        comparisonOperator: 'GT',
        size: HEADERS,
        fieldToMatch: {
          headers: [{ matchPattern: { all: {} }, matchScope: 'ALL', oversizeHandling: 'MATCH' }],
        },
        textTransformations: [{ priority: 0, type: 'NONE' }],
      },
    },
    TooMany: { rateBasedStatement: { limit: LIMIT, aggregateKeyType: 'IP' } },
  }
  const groups = Object.entries(MANAGED)
  return [
    ...Object.entries(own).map(([name, statement], priority) => ({
      name,
      priority,
      action: { block: {} },
      statement,
      visibilityConfig: seen(name),
    })),
    ...groups.map(([name, bodies], i) => ({
      name,
      priority: Object.keys(own).length + i,
      overrideAction: { none: {} },
      statement: {
        managedRuleGroupStatement: {
          vendorName: 'AWS',
          name,
          ruleActionOverrides: bodies.map((body) => ({ name: body, actionToUse: { count: {} } })),
        },
      },
      visibilityConfig: seen(name),
    })),
  ]
}

/** Metrics, and no samples: those are whole requests with their headers. */
function seen(metricName: string) {
  return { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false }
}
