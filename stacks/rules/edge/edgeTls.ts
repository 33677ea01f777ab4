import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html */
export const edgeTls: Rule = {
  source: 'cdk-nag AwsSolutions-CFR4; NIST SP 800-52r2; 45 CFR 164.312(e)(2)(ii)',
  says: 'clients speak TLS 1.2 or better',
  of: [TYPE.distribution],
  check: ({ inputs }) =>
    unless(/^TLSv1\.[23]_20(21|25)$/.test(inputs.viewerCertificate?.minimumProtocolVersion), 'older TLS'),
  broken: put('viewerCertificate.minimumProtocolVersion', 'TLSv1'),
}
