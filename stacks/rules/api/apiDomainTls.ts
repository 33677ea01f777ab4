import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-security-policies.html */
export const apiDomainTls: Rule = {
  source: 'NIST SP 800-52r2; 45 CFR 164.312(e)(1)',
  says: 'the API speaks TLS 1.2 or better',
  of: [TYPE.apiDomain],
  check: ({ inputs }) => unless(inputs.domainNameConfiguration?.securityPolicy === 'TLS_1_2', 'older TLS'),
  broken: put('domainNameConfiguration.securityPolicy', 'TLS_1_0'),
}
