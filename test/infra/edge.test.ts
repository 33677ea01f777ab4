import { expect, test } from 'vitest'
import { DEPLOYED, graphOf } from './stages.ts'

test.each(DEPLOYED)('%s is reached by way of CloudFront and its firewall alone', (stage) => {
  const { resources } = graphOf(stage)
  const only = (type: string) => {
    const found = resources.filter((one) => one.type === type)
    expect(found).toHaveLength(1)
    return found[0]
  }
  const distribution = only('aws:cloudfront/distribution:Distribution')
  const { origins, defaultCacheBehavior, orderedCacheBehaviors, webAclId } = distribution?.inputs ?? {}
  expect(origins).toHaveLength(1)
  expect(origins[0].customHeaders).toMatchObject([{ name: 'x-origin-secret' }])
  expect(distribution?.secrets).toContain('origins')
  expect(orderedCacheBehaviors).toEqual([])
  expect(defaultCacheBehavior).toMatchObject({
    viewerProtocolPolicy: 'https-only',
    // Managed policies CachingDisabled and AllViewerExceptHostHeader (CloudFront Developer Guide).
    cachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
    originRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
  })
  expect(webAclId).toMatch(/webacl/)
  const firewall = only('aws:wafv2/webAcl:WebAcl')
  expect(firewall?.inputs.scope).toBe('CLOUDFRONT')
  const rules: {
    name: string
    statement: { managedRuleGroupStatement?: { ruleActionOverrides: { name: string }[] } }
  }[] = firewall?.inputs.rules
  expect(rules.map(({ name }) => name)).toEqual([
    'Elsewhere',
    'LongHeaders',
    'TooMany',
    'AWSManagedRulesAmazonIpReputationList',
    'AWSManagedRulesKnownBadInputsRuleSet',
    'AWSManagedRulesCommonRuleSet',
  ])
  expect(JSON.stringify(only('aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration')?.inputs)).toMatch(
    /queryString.*authorization.*cookie.*x-origin-secret/,
  )
  const log = only('aws:cloudwatch/logDelivery:LogDelivery')
  for (const field of ['cs-uri-query', 'cs(Cookie)', 'cs(Referer)'])
    expect(log?.inputs.recordFields).not.toContain(field)
})

test('production has its own name, before CloudFront and behind it', () => {
  const { resources } = graphOf('production')
  const distribution = resources.find(({ type }) => type === 'aws:cloudfront/distribution:Distribution')
  expect(distribution?.inputs).toMatchObject({
    aliases: ['api.example.org'],
    origins: [{ domainName: 'origin.api.example.org' }],
    viewerCertificate: { minimumProtocolVersion: 'TLSv1.2_2021' },
  })
})

test.each(DEPLOYED)('%s lets no clinical text be blocked, logged or sampled by the firewall', (stage) => {
  const firewall = graphOf(stage).resources.find(({ type }) => type === 'aws:wafv2/webAcl:WebAcl')
  const counted = new Map<string, string[]>()
  for (const { statement, visibilityConfig } of firewall?.inputs.rules ?? []) {
    expect(visibilityConfig.sampledRequestsEnabled).toBe(false)
    const { name, ruleActionOverrides = [] } = statement.managedRuleGroupStatement ?? {}
    for (const override of ruleActionOverrides) expect(override.actionToUse).toEqual({ count: {} })
    if (name !== undefined)
      counted.set(
        name,
        ruleActionOverrides.map((override: { name: string }) => override.name),
      )
  }
  // Every rule that reads a body, of AWS WAF Developer Guide, "Baseline rule groups".
  expect(Object.fromEntries(counted)).toEqual({
    AWSManagedRulesAmazonIpReputationList: [],
    AWSManagedRulesKnownBadInputsRuleSet: ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY', 'ReactJSRCE_BODY'],
    AWSManagedRulesCommonRuleSet: [
      'SizeRestrictions_BODY',
      'EC2MetaDataSSRF_BODY',
      'GenericLFI_BODY',
      'GenericRFI_BODY',
      'CrossSiteScripting_BODY',
    ],
  })
  expect(firewall?.inputs.dataProtectionConfig.dataProtections).toContainEqual({
    action: 'SUBSTITUTION',
    field: { fieldType: 'BODY' },
  })
})

test.each(DEPLOYED)('%s says to browsers what they must not do', (stage) => {
  const policies = graphOf(stage).resources.filter(
    ({ type }) => type === 'aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy',
  )
  expect(policies.map(({ inputs }) => inputs.securityHeadersConfig)).toEqual([
    {
      strictTransportSecurity: {
        accessControlMaxAgeSec: 63_072_000,
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
  ])
})
