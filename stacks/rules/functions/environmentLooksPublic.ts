import { put } from '../breaks.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const SECRETS: readonly RegExp[] = [
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/, // access key ids of AWS
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\./, // a JWT
  /\b(ghp|gho|sk|xox[abp])[_-]\w{16,}/, // tokens of others
  /\/\/[^/\s:@]+:[^/\s@]+@/, // a password in an address
  /^(?=.*[+/=])[A-Za-z0-9+/]{40,}={0,2}$/, // 30 random bytes in base64
]
const NAMES = /SECRET|TOKEN|PASSWORD|PRIVATE|CREDENTIAL|API_?KEY/

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export const environmentLooksPublic: Rule = {
  source: 'ours: CIS AWS; 45 CFR 164.312(a)(1)',
  says: 'nothing in the environment of a function looks like a secret, by name or by value',
  of: [TYPE.function],
  check: ({ inputs }) =>
    Object.entries<string>(inputs.environment?.variables ?? {})
      .filter(([name, value]) => NAMES.test(name) || SECRETS.some((secret) => secret.test(value)))
      .map(([name]) => `${name} looks like a secret`),
  broken: put('environment.variables.WARDGRAPH_ORIGIN', 'q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80='),
}
