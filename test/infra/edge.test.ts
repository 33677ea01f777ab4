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
