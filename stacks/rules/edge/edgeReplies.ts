import { each, put } from '../breaks.ts'
import { meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://owasp.org/www-project-secure-headers/ */
export const edgeReplies: Rule = {
  source: 'OWASP Secure Headers Project; 45 CFR 164.312(e)(1)',
  says: 'every reply tells a browser: by TLS alone, in no frame, as what it is, and whence it came to nobody',
  of: [TYPE.distribution],
  check({ inputs: { defaultCacheBehavior } }, graph) {
    const policy = meant(graph, TYPE.replyHeaders, defaultCacheBehavior?.responseHeadersPolicyId)
    const headers = policy?.inputs.securityHeadersConfig ?? {}
    return [
      ...unless(headers.strictTransportSecurity?.accessControlMaxAgeSec >= 31_536_000, 'no HSTS of a year'),
      ...unless(headers.contentTypeOptions?.override === true, 'may be sniffed'),
      ...unless(headers.frameOptions?.frameOption === 'DENY', 'may be framed'),
      ...unless(headers.referrerPolicy?.referrerPolicy === 'no-referrer', 'tells whence'),
      ...unless(`${headers.contentSecurityPolicy?.contentSecurityPolicy}`.includes("default-src 'none'"), 'may run'),
    ]
  },
  broken: each(TYPE.replyHeaders, put('securityHeadersConfig.strictTransportSecurity', undefined)),
}
