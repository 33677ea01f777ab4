import type { Graph, Resource } from '../rules/graph.ts'

/** What holds or protects data, and what a reviewer asks of it. */
const ASSETS: Readonly<Record<string, { readonly kind: string; readonly says: (one: Resource) => string }>> = {
  'aws:kms/key:Key': {
    kind: 'KMS key',
    says: ({ inputs }) =>
      [
        inputs.keyUsage === 'SIGN_VERIFY' ? 'signs' : 'seals',
        inputs.enableKeyRotation ? 'rotated yearly' : 'not rotated',
        ...(inputs.multiRegion ? ['multi-Region'] : []),
        `${inputs.deletionWindowInDays} days until it is deleted`,
      ].join(', '),
  },
  'aws:dynamodb/table:Table': {
    kind: 'table',
    says: ({ inputs }) =>
      [
        `recovery ${inputs.pointInTimeRecovery?.recoveryPeriodInDays} days`,
        ...(inputs.streamEnabled ? ['stream'] : []),
        ...(inputs.ttl?.enabled ? [`expires by \`${inputs.ttl.attributeName}\``] : []),
        ...(inputs.deletionProtectionEnabled ? ['protected from deletion'] : []),
      ].join(', '),
  },
  'aws:s3/bucket:Bucket': {
    kind: 'bucket',
    says: ({ inputs }) => (inputs.objectLockEnabled ? 'Object Lock' : 'versioned'),
  },
  'aws:cognito/userPool:UserPool': { kind: 'user pool', says: ({ inputs }) => `MFA ${inputs.mfaConfiguration}` },
  'aws:lambda/function:Function': {
    kind: 'function',
    says: ({ inputs }) => `${inputs.runtime}, ${inputs.memorySize} MB, ${inputs.timeout} s`,
  },
  'aws:sqs/queue:Queue': { kind: 'queue', says: () => 'what failed for good, no content' },
  'aws:sns/topic:Topic': { kind: 'topic', says: () => 'alarms' },
  'aws:cloudwatch/logGroup:LogGroup': { kind: 'log group', says: ({ inputs }) => `${inputs.retentionInDays} days` },
  'aws:cloudtrail/trail:Trail': { kind: 'trail', says: () => 'management and data events, validated' },
  'aws:backup/vault:Vault': { kind: 'backup vault', says: () => 'records and directory' },
  'aws:cloudfront/distribution:Distribution': { kind: 'distribution', says: () => 'the way in' },
  'aws:wafv2/webAcl:WebAcl': { kind: 'web ACL', says: ({ inputs }) => `${(inputs.rules ?? []).length} rules` },
  'aws:apigatewayv2/api:Api': {
    kind: 'API',
    says: ({ inputs }) => (inputs.disableExecuteApiEndpoint ? 'reached by its own name alone' : 'open to the internet'),
  },
}

/** Where a name ends in what SST made up for it, that says nothing. */
const MADE_UP = /-[a-z]{8}$/

/** The inventory of a stage (NIST SP 800-66r2, 164.308(a)(1)) as Markdown: what it has, and for how long it keeps. */
export function inventoryPaper({ resources }: Graph): string {
  const rows = resources
    .flatMap((one) => {
      const asset = ASSETS[one.type]
      if (asset === undefined) return []
      const name = String(asset.kind === 'bucket' ? one.name : (one.inputs.name ?? one.name))
      return [
        `| ${asset.kind} | ${name.replace(MADE_UP, '')} | ${asset.says(one)} | ${one.retainOnDelete ? 'yes' : 'no'} |`,
      ]
    })
    .sort()
  return ['| kind | name | | outlives the stage |', '|---|---|---|---|', ...rows, ''].join('\n')
}
